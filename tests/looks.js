// Marks the first element of each look that is not known yet with `data-look`, a number for how the element is drawn and
// all that it stands in. Words of one look have one contrast, however often and on how many pages they stand.
known => {
  const drawn = [
    "color", "backgroundColor", "backgroundImage", "opacity", "filter", "fontSize", "fontWeight", "textShadow", "display",
    "visibility", "position", "zIndex", "overflow",
  ]
  const seen = new Set(known)
  const around = new Map([[null, { look: 0, left: -Infinity, right: Infinity }]])
  for (const element of document.querySelectorAll("*")) {
    const style = getComputedStyle(element)
    const { look: outer, left, right } = around.get(element.parentElement)
    const box = element.getBoundingClientRect()
    const isInView = box.left >= left && box.right <= right // else it must be scrolled to, and nobody sees it yet
    const own = [element.localName, element.getAttribute("class"), element.checkVisibility(), isInView]
    let look = outer
    for (const sign of [...own, ...drawn.map(name => style[name])].join()) {
      look = Math.imul(look ^ sign.codePointAt(0), 16777619)
    }
    around.set(element, { look, ...(/auto|scroll/.test(style.overflowX) ? { left: box.left, right: box.right } : { left, right }) })
    if (!seen.has(look)) element.dataset.look = look
    seen.add(look)
  }
}
