// Whoever follows a link to a claim came for its evidence: open it.
function showEvidence() {
  const evidence = document.getElementById(location.hash.slice(1))?.querySelector("details")
  if (evidence) evidence.open = true
}

// A page that has moved sends its readers on, to the same claim if they came for one.
const moved = document.getElementById("moved-to")
if (moved) location.replace(moved.href + location.hash)

addEventListener("hashchange", showEvidence)
showEvidence()
