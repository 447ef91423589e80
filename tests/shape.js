// What is wrong with the shape of a page: words that are cut off, that run into others, or that leave their box.
() => {
  const faults = new Set()
  const seen = []
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  const visible = { visibilityProperty: true, opacityProperty: true }
  const told = text => `“${text.data.trim().slice(0, 40)}”`

  if (document.documentElement.scrollWidth > innerWidth) faults.add("the page is wider than the screen")
  while (words.nextNode()) {
    const text = words.currentNode
    const parent = text.parentElement
    if (!text.data.trim() || !parent.checkVisibility(visible)) continue
    range.selectNodeContents(text)
    const inner = range.getBoundingClientRect()
    let beside = false // off the page, or for screen readers alone
    const boxes = [] // what scrolls: the words that it is not scrolled to lie over nothing
    for (let element = parent; element && !beside; element = element.parentElement) {
      const style = getComputedStyle(element)
      beside = style.position === "fixed" || style.clipPath !== "none"
      if (/auto|scroll/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1) {
        boxes.push(element.getBoundingClientRect())
      }
    }
    if (beside) continue

    // An ancestor that is narrower or lower than the words, and does not scroll to them.
    for (let element = parent; element; element = element.parentElement) {
      const style = getComputedStyle(element)
      const outer = element.getBoundingClientRect()
      const sideways = inner.left < outer.left - 1 || inner.right > outer.right + 1 ? style.overflowX : "visible"
      const down = inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1 ? style.overflowY : "visible"
      if ([sideways, down].some(overflow => /auto|scroll/.test(overflow))) break
      if ([sideways, down].some(overflow => /hidden|clip/.test(overflow))) faults.add(`${told(text)} is cut off`)
      if (outer.width && style.display !== "inline" && (inner.left < outer.left - 1 || inner.right > outer.right + 1)) {
        faults.add(`${told(text)} leaves its ${element.localName}`)
      }
    }

    // In a drawing: the box of the same link. A label that stands beside its mark has none.
    const drawing = parent.closest("svg")
    if (drawing) {
      const frame = drawing.getBoundingClientRect()
      if (inner.left < frame.left - 1 || inner.right > frame.right + 1) faults.add(`${told(text)} leaves the drawing`)
      const box = parent.closest("a:not(.span)")?.querySelector("rect")?.getBoundingClientRect()
      if (box && (inner.left < box.left - 1 || inner.right > box.right + 1)) faults.add(`${told(text)} leaves its box`)
    }

    // Lines may be set so tight that letters' boxes touch: what counts is the middle of a line.
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const third = (bottom - top) / 3
      if (boxes.some(box => bottom - third > box.bottom || top + third < box.top)) continue
      if (right - left > 2) seen.push({ text, left: left + 1, right: right - 1, top: top + third, bottom: bottom - third })
    }
  }
  seen.sort((one, other) => one.top - other.top)
  seen.forEach((one, number) => {
    for (let next = number + 1; next < seen.length && seen[next].top < one.bottom; next++) {
      const other = seen[next]
      if (other.text !== one.text && one.left < other.right && other.left < one.right) {
        faults.add(`${told(one.text)} runs into ${told(other.text)}`)
      }
    }
  })

  // The lines of a drawing keep off its boxes and its words.
  for (const drawing of document.querySelectorAll("svg.drawing--columns")) {
    if (!drawing.checkVisibility()) continue
    const taken = [...drawing.querySelectorAll("rect, text")].map(part => [part.closest("a, text").textContent.trim(), part.getBBox()])
    for (const line of drawing.querySelectorAll(".tie__line")) {
      for (let at = 1; at < line.getTotalLength() - 1; at += 4) {
        const { x, y } = line.getPointAtLength(at)
        for (const [name, box] of taken) {
          if (box.x + 0.5 < x && x < box.x + box.width - 0.5 && box.y < y && y < box.y + box.height) {
            faults.add(`a line lies on “${name}”`)
          }
        }
      }
    }
  }
  return [...faults]
}
