// Whoever follows a link to a claim came for its evidence: open it.
function showEvidence() {
  const evidence = document.getElementById(location.hash.slice(1))?.querySelector("details")
  if (evidence) evidence.open = true
}

addEventListener("hashchange", showEvidence)
showEvidence()
