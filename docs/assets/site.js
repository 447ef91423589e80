// What the pages do beyond reading. Without it every fact, badge and link is still there. It finds its parts by
// `data-part`: an id could be that of a heading or of a property. No template literal stands inside another: the minifier
// takes the spaces out of the inner one.

const root = document.documentElement
const part = name => document.querySelector(`[data-part="${name}"]`)
const asked = new URLSearchParams(location.search)

/** Keep a choice in the page's address, so that it can be shared; an empty one is left out. */
function setAddress(choices) {
  const url = new URL(location.href)
  for (const [name, value] of Object.entries(choices)) {
    if (value) url.searchParams.set(name, value)
    else url.searchParams.delete(name)
  }
  history.replaceState(history.state, "", url)
}

/** A part of an address as text; as it stands, where it is not well-formed. */
function decoded(part) {
  try { return decodeURIComponent(part) } catch { return part }
}

/** "1 claim", "7 claims" */
const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`

// --- Confirmed only --------------------------------------------------------------------------------------------------
// The style sheet hides what is not confirmed. The attribute is set before anything is painted.

const SWITCH = "confirmed-only"
const UNCONFIRMED = ':is([data-claim], [data-answer]):not([data-status="confirmed"])'

const isOn = () => root.hasAttribute(`data-${SWITCH}`)

/** What the address says, which then holds for this visit; else what the reader chose before, as after going back. */
function remembered(isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward") {
  const wanted = asked.get(SWITCH)
  try {
    if (wanted && !(isBack && sessionStorage.getItem(SWITCH))) sessionStorage.setItem(SWITCH, wanted)
    return (sessionStorage.getItem(SWITCH) ?? localStorage.getItem(SWITCH)) === "yes"
  } catch {
    return wanted === "yes" // a reader who keeps no data starts anew on each page
  }
}

function remember(on) {
  try {
    sessionStorage.setItem(SWITCH, on ? "yes" : "no")
    localStorage.setItem(SWITCH, on ? "yes" : "no")
  } catch { /* as above */ }
}

/** Turn the switch, and say so in the address, so that each page that is shared shows the same. */
function turn(on) {
  root.toggleAttribute(`data-${SWITCH}`, on)
  if (on !== (new URLSearchParams(location.search).get(SWITCH) === "yes")) setAddress({ [SWITCH]: on ? "yes" : "" })
}

turn(remembered())

/** Turn the switch as the reader wants it from now on. */
function choose(on) {
  turn(on)
  remember(on)
  dispatchEvent(new Event("shown"))
}

function textButton(words, act) {
  const button = document.createElement("button")
  Object.assign(button, { type: "button", className: "text-button", textContent: words })
  button.addEventListener("click", act)
  return button
}

/** Whether the switch lets an element be seen. */
const isShown = element => !isOn() || element.dataset.status === "confirmed"

/** "Only what is confirmed is shown. Hidden on this page: 6 claims, 2 answers." */
function hiddenOnPage() {
  const counts = ":is(.cell, .mark):not(.cell--confirmed, .mark--confirmed)"
  const hidden = [...document.querySelectorAll(`article :is(${UNCONFIRMED}, [data-unsure], ${counts})`)]
    .filter(element => !element.closest("[data-shown], [hidden]"))
  if (!hidden.length) return ""
  const isLeft = [...document.querySelectorAll('article :is([data-status="confirmed"], .cell--confirmed, .mark--confirmed)')]
    .some(one => one.checkVisibility() || one.closest("[hidden]"))
  const claims = new Set(hidden.flatMap(one => one.dataset.claim ?? []))
  const answers = new Set(hidden.flatMap(({ dataset: { answer, date } }) => answer ? `${answer} ${date}` : []))
  const numbers = [[claims, "claim"], [answers, "answer"]].filter(([{ size }]) => size)
    .map(([{ size }, word]) => counted(size, word)).join(", ")
  return (isLeft ? "Only what is confirmed is shown." : "Nothing on this page is confirmed.")
    + (numbers && ` Hidden on this page: ${numbers}.`)
}

function setUpSwitch() {
  const button = document.querySelector(`[data-switch="${SWITCH}"]`)
  const note = document.querySelector(".hidden-note")
  const tell = () => {
    const words = isOn() && hiddenOnPage()
    note?.replaceChildren(...words ? [`${words} `, textButton("Show everything", () => choose(false))] : [])
  }
  const show = () => {
    button.setAttribute("aria-checked", isOn())
    if (isOn()) leaveOutSentences()
    for (const number of document.querySelectorAll("[data-sure]")) {
      number.dataset.all ??= number.textContent
      number.textContent = isOn() ? number.dataset.sure : number.dataset.all
    }
    showTarget()
    tell()
  }
  button.addEventListener("click", () => choose(!isOn()))
  addEventListener("shown", show)
  addEventListener("filtered", tell)
  // A page that the browser kept as it was.
  addEventListener("pageshow", ({ persisted }) => persisted && choose(remembered(true)))
  show()
}

// A sentence that needs what is hidden is left out whole, and its place says so. A question goes with its answer: only
// a full stop ends a sentence, after a word or what stands in for one, and before a capital.
const SENTENCE_END = /(?:^|[\p{L}\p{N}]{2}|[)\]”’"%])[.!…][)\]”’"]*\s+(?=[\p{Lu}“‘"(]|$)/u
const BLOCKS = "p, ul, ol, dl, div"

/** The nodes of each sentence in an element. What holds sentences of its own stands alone. */
function sentences(element) {
  const found = [[]]
  for (let node of [...element.childNodes]) {
    const isBlock = node.matches?.(BLOCKS)
    if (isBlock) found.push([])
    for (let end; node.nodeType === Node.TEXT_NODE && (end = SENTENCE_END.exec(node.data));) {
      const next = node.splitText(end.index + end[0].length)
      found.at(-1).push(node)
      found.push([])
      node = next
    }
    found.at(-1).push(node)
    if (isBlock) found.push([])
  }
  return found
}

function leaveOutSentences() {
  const facts = document.querySelectorAll(`article :is(p:not(.change__about p), dd, td) > .fact${UNCONFIRMED}`)
  for (const element of new Set(Array.from(facts, fact => fact.parentElement))) {
    let place = null
    for (const sentence of sentences(element)) {
      const isUnsure = sentence.some(node => node.matches?.(UNCONFIRMED))
      if (isUnsure && !place) {
        place = document.createElement("span")
        place.className = "left-out"
        sentence[0].before(place)
        place.append(document.createElement("span"))
      }
      if (isUnsure) place.firstChild.append(...sentence)
      else place = null
    }
  }
}

/** Show what the address leads to: fold out its evidence; where it is hidden, say so in its place. */
function showTarget(event) {
  document.querySelector(".hidden-here")?.remove()
  const target = location.hash && document.getElementById(decoded(location.hash.slice(1)))
  if (!target) return
  const row = target.closest(".row")
  const evidence = row?.querySelector("details")
  if (event && evidence && !evidence.open) {
    evidence.open = true
    if (evidence.contains(target)) target.scrollIntoView()
  }
  const hidden = isOn() && !target.checkVisibility() && !target.closest("[hidden]")
    && target.closest(`${UNCONFIRMED}, [data-unsure]`)
  if (!hidden) return
  const place = row ?? hidden
  const note = document.createElement(place.localName === "li" ? "li" : "p")
  Object.assign(note, { className: "hidden-note hidden-here", tabIndex: -1 })
  const label = row?.getAttribute("aria-label")
  const { claim, answer } = hidden.dataset
  const what = claim ? "What the article said" : answer ? "This answer" : "This report"
  const told = label ? label + ": " + what[0].toLowerCase() + what.slice(1) : what
  note.append(`${told} is hidden, because it is not confirmed. `, textButton("Show it", () => {
    place.dataset.shown = ""
    dispatchEvent(new Event("shown"))
    target.scrollIntoView()
  }))
  place.before(note)
  if (event) note.focus()
}

// --- Compare and map: what the article said, what is known now, or both ------------------------------------------------
// The style sheet hides the other view. As above, the attribute is set before anything is painted.

const VIEWS = ["then", "now"]

function setView(view) {
  if (VIEWS.includes(view)) root.dataset.show = view
  else delete root.dataset.show
}

setView(asked.get("show"))

function setUpView(form) {
  const { show } = form.elements
  show.value = root.dataset.show ?? "both"
  form.addEventListener("input", () => {
    setView(show.value)
    setAddress({ show: root.dataset.show })
  })
  form.addEventListener("submit", event => event.preventDefault())
}

// --- All claims: filters and order -----------------------------------------------------------------------------------

function setUpFilters(form) {
  const body = part("sorted").querySelector("tbody")
  const none = part("none")
  const heads = [...form.parentElement.querySelectorAll("[data-sort]")]
  const rows = [...body.rows]
  const { sort, found, ...filters } = Object.fromEntries([...form.elements].filter(e => e.name).map(e => [e.name, e]))
  const words = new Map(Object.values(filters).flatMap(select => [...select.options].map(o => [o, o.text])))
  const value = (row, name) => name === "subject" ? row.dataset.claim.split(".")[0] : row.dataset[name]
  const fits = (row, except) =>
    Object.values(filters).every(f => f.name === except || !f.value || f.value === value(row, f.name))

  const show = () => {
    const visible = rows.filter(isShown)
    for (const row of rows) row.hidden = !fits(row)
    for (const { name, options } of Object.values(filters)) {
      const others = visible.filter(row => fits(row, name))
      for (const option of options) {
        const number = option.value ? others.filter(row => value(row, name) === option.value).length : others.length
        option.text = `${words.get(option)} (${number})`
      }
    }
    const rank = sort.value && [...filters[sort.value].options].map(option => option.value)
    const place = row => rank ? rank.indexOf(value(row, sort.value)) : 0
    body.append(...[...rows].sort((a, b) => place(a) - place(b)))
    for (const head of heads) head.toggleAttribute("aria-sort", false)
    heads.find(head => head.dataset.sort === sort.value)?.setAttribute("aria-sort", "ascending")
    const number = visible.filter(row => fits(row)).length
    const hidden = rows.filter(row => fits(row)).length - number
    found.value = `${number} of ${counted(rows.length, "claim")}`
      + (hidden ? `, ${hidden} hidden by “Confirmed only”` : "")
    body.parentElement.tHead.hidden = !number
    none.hidden = Boolean(number)
    none.replaceChildren(...hidden
      ? ["None of the matching claims is confirmed. ", textButton("Show what is hidden", () => choose(false))]
      : ["No claim matches all of these. ", textButton(`Show all ${counted(rows.length, "claim")}`, () => form.reset())])
    dispatchEvent(new Event("filtered"))
  }
  const change = () => {
    setAddress(Object.fromEntries([...Object.values(filters), sort].map(select => [select.name, select.value])))
    show()
  }
  for (const select of [...Object.values(filters), sort]) {
    const wanted = asked.get(select.name) ?? ""
    select.value = [...select.options].some(option => option.value === wanted) ? wanted : ""
  }
  form.addEventListener("input", change)
  form.addEventListener("reset", () => setTimeout(change))
  form.addEventListener("submit", event => event.preventDefault())
  for (const head of heads) head.querySelector("button").addEventListener("click", event => {
    sort.value = sort.value === event.target.value ? "" : event.target.value
    change()
  })
  addEventListener("shown", show)
  show()
}

// --- What was known on a day -----------------------------------------------------------------------------------------
// The page says of each of its parts from when until when it was known: the script only compares days, and counts.

const NOW = "9999"

function setUpDay(form) {
  const { on, found } = form.elements
  const { published, followed } = form.dataset
  const page = form.closest("article")
  const marked = [...page.querySelectorAll("[data-since]")]
  const fallbacks = [...page.querySelectorAll("[data-none]")] // where nothing was known yet
  const fold = part("fold")
  const captions = [...page.querySelectorAll("[data-now-caption]")].map(one => [one, one.textContent])
  const badges = [...page.querySelectorAll('.badge[aria-label^="Known now"]')]
  const claims = [...page.querySelectorAll("[data-part=history] [data-claim]")] // those that have news, at any time
  const { silent: all = 0, silentSure: sure = 0 } = page.querySelector("[data-silent]")?.dataset ?? {}
  const silent = () => Number(isOn() ? sure : all) // of the claims without news the page has the number alone
  const numbers = [...page.querySelectorAll("[data-part=score] [data-outcome] a")]
  const lists = numbers.map(link => [link, link.getAttribute("href")])
  const changes = [...new Set(marked.flatMap(({ dataset }) => [dataset.since, dataset.until]).filter(Boolean))].sort()
  const before = new Date(Date.parse(changes[0]) - 864e5).toISOString().slice(0, 10)
  const days = [before, ...changes]

  const isKnown = ({ dataset: { since, until } }, day) => since <= day && (!until || day < until)
  const isEmpty = none => ![...none.parentElement.children].some(one =>
    one.dataset.since && !one.hidden && one.tagName === none.tagName)
  // As in Facts.decisive: what is still open undoes nothing that was settled.
  const outcome = claim => {
    const news = [...claim.parentElement.querySelectorAll("[data-outcome]")].filter(one => !one.hidden)
    return (news.find(one => one.dataset.outcome !== "open") ?? news[0])?.dataset.outcome ?? "no-news"
  }
  const count = () => {
    const outcomes = new Map(claims.filter(isShown).map(claim => [claim, outcome(claim)]))
    for (const [link, list] of lists) {
      const { filter, value } = link.closest("tr")?.dataset ?? {}
      const wanted = link.closest("[data-outcome]").dataset.outcome
      const fits = claims.filter(one => outcomes.get(one) === wanted && (!filter || one.dataset[filter] === value))
      const number = fits.length + (wanted === "no-news" ? silent() : 0)
      link.firstElementChild.textContent = number
      link.classList.toggle("quiet", !number)
      if (list && !on.value && number) link.href = list
      else link.removeAttribute("href") // the lists are those of today
    }
    const news = [...outcomes.values()].filter(one => one !== "no-news").length
    const reports = [...page.querySelectorAll(".change")].filter(one => one.checkVisibility()).length
    const early = "Before the article: no claims yet." + (reports ? ` Reports by then: ${reports}.` : "")
    const told = claims.length
      ? `${counted(outcomes.size + silent(), "claim")}, ${news} of them with news${on.value && " by then"}`
      : on.value && `Known by ${date()}`
    found.value = (on.value || NOW) < published ? early : told
  }
  const date = () => new Date(on.value).toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" })
  const show = () => {
    const day = on.value || NOW
    for (const part of marked) part.hidden = !isKnown(part, day)
    for (const part of fallbacks) part.hidden = !isEmpty(part)
    const words = on.value ? "Known then" : "Known now"
    for (const [caption, now] of captions) {
      if (!on.value) caption.textContent = now
      else caption.textContent = caption.dataset.nowCaption ? `Known by ${date()}` : words
    }
    for (const badge of badges) badge.ariaLabel = badge.ariaLabel.replace(/^Known \w+/, words)
    if (fold && on.value) fold.open = true // what was known then, question by question, stands nowhere else
    dispatchEvent(new Event("shown"))
  }
  const change = () => { setAddress({ on: on.value }); show() }
  on.min = before
  on.max = followed || days.at(-1)
  on.value = asked.get("on") ?? ""
  form.addEventListener("input", change)
  form.addEventListener("reset", () => setTimeout(change))
  form.addEventListener("submit", event => event.preventDefault())
  form.addEventListener("click", event => {
    const step = Number(event.target.value)
    if (event.target.type !== "button" || !step) return
    const day = on.value || NOW
    const next = step < 0 ? days.filter(other => other < day).at(-1) : days.find(other => other > day)
    on.value = next ?? (step < 0 ? on.value : "")
    change()
  })
  addEventListener("shown", count)
  show()
}

// --- Passing on: a link, a citation, a badge for another site; and examples of code ----------------------------------

const escaped = text => text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)

/** What each thing to copy is, for the claim, or what is known now, in whose fold-out it stands. */
const COPIES = {
  link: ({ url }) => url,
  cite: ({ url, said }) => `${said}. ${siteName()}, ${url}, ${new Date().toLocaleDateString("en-CA")}`,
  embed: ({ url, said, badge }) =>
    `<a href="${escaped(url)}"><img src="${escaped(badge)}" alt="${escaped(said)}" height="20"></a>`,
}

const siteName = () => document.querySelector("meta[property='og:site_name']").content

/** Put a text on the clipboard, and show it, for whoever has none. */
async function copy(text, shown) {
  shown.textContent = text
  try {
    await navigator.clipboard.writeText(text)
    shown.dataset.copied = ""
  } catch {
    delete shown.dataset.copied
    getSelection().selectAllChildren(shown)
  }
}

function setUpCopies() {
  document.addEventListener("click", event => {
    const asked = event.target.closest("[data-copy]")
    if (!asked || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const link = asked.parentElement.querySelector("[data-copy=link]")
    const copied = { url: link.href.replace(/\?[^#]*/, ""), said: asked.dataset.said, badge: asked.href }
    copy(COPIES[asked.dataset.copy](copied), asked.parentElement.querySelector("output"))
  })
  for (const code of document.querySelectorAll("article pre > code")) {
    const button = document.createElement("button")
    Object.assign(button, { type: "button", className: "copy", textContent: "Copy" })
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent)
      button.textContent = "Copied"
    })
    code.parentElement.before(button)
    // Where it is wider than the page, it scrolls by keyboard too. Not the code itself: the theme keeps changing that.
    code.parentElement.tabIndex = 0
  }
}

// --- The row of sections ----------------------------------------------------------------------------

/** On a phone the row is wider than the screen: begin it with the section that the page is in. */
function showTab() {
  const tab = document.querySelector(".md-tabs__item--active")
  if (!tab) return
  const { left, right } = tab.getBoundingClientRect()
  if (right > innerWidth) tab.parentElement.scrollLeft += left
}

// --- What an address leads to; moved pages, pages that are not here --------------------------------------------------

// The search of Zensical is a window of its own, which no style sheet of the site reaches: what only a search reads is not
// shown there either.
addEventListener("load", () => {
  const search = [...document.body.children].find(element => element.shadowRoot)?.shadowRoot
  if (!search) return
  const unseen = new CSSStyleSheet()
  unseen.replaceSync("sub { display: none }")
  search.adoptedStyleSheets = [...search.adoptedStyleSheets, unseen]
})

addEventListener("hashchange", showTarget)
addEventListener("load", showTarget) // the browser has gone to the address by then, and took the focus along
document.addEventListener("DOMContentLoaded", event => {
  setUpSwitch()
  setUpCopies()
  if (part("filters")) setUpFilters(part("filters"))
  if (part("known")) setUpDay(part("known"))
  if (part("views")) setUpView(part("views"))
  showTab()
  showTarget(event)

  // A page that has moved sends its readers on, to the same claim if they came for one, and never to another site.
  const moved = part("moved")
  if (moved?.origin === location.origin) location.replace(moved.href + location.search + location.hash)

  // What was looked for probably stands in the address, below that of the site. The page itself has one too.
  const lost = part("lost")
  const path = decoded(location.pathname).replace(lost ? decoded(lost.pathname) : "", "").replace(/\.html$/, "")
  const words = (path.match(/[\p{L}\p{N}]+/gu) ?? []).slice(-4).join(" ")
  if (lost && words && path !== "404") {
    lost.href += `?q=${encodeURIComponent(words)}`
    lost.textContent = `Search for “${words}”`
  }
})
