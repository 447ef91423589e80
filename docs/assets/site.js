// Whoever follows a link to a claim came for its evidence: open it.
function showEvidence() {
  const claim = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  const evidence = claim?.querySelector("details")
  if (evidence) evidence.open = true
}

addEventListener("hashchange", showEvidence)
showEvidence()
