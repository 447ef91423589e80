// What the pages do beyond reading. Without it every fact, badge and link is still there. It finds its parts by
// `data-part`: an id could be that of a heading or of a property.

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

/** What the address says, which then holds for this visit; else what the reader chose before. */
function remembered() {
  const wanted = asked.get(SWITCH)
  try {
    if (wanted) sessionStorage.setItem(SWITCH, wanted)
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

root.toggleAttribute(`data-${SWITCH}`, remembered())

function setUpSwitch() {
  const button = document.querySelector(`[data-switch="${SWITCH}"]`)
  const note = document.querySelector(".hidden-note")
  const show = () => {
    const on = root.hasAttribute(`data-${SWITCH}`)
    button.setAttribute("aria-checked", on)
    if (!note) return
    const unsure = document.querySelectorAll(`article :is(${UNCONFIRMED}, [data-unsure])`)
    const hidden = [...unsure].filter(element => !element.closest(":target, .row:has(:target), [hidden]"))
    const facts = new Set(hidden.flatMap(({ dataset: { claim, answer, unsure } }) => claim ?? answer ?? unsure.split(" "))).size
    const told = `Only what is confirmed is shown: ${counted(facts, "fact")} hidden on this page.`
    note.textContent = on && facts ? told : ""
  }
  button.addEventListener("click", () => {
    const on = root.toggleAttribute(`data-${SWITCH}`)
    remember(on)
    setAddress({ [SWITCH]: on ? "yes" : "" })
    dispatchEvent(new Event("shown"))
  })
  addEventListener("shown", show)
  show()
}

/** Whether the switch lets an element be seen. */
const isShown = element => !root.hasAttribute(`data-${SWITCH}`) || element.dataset.status === "confirmed"

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
  const captions = [...page.querySelectorAll("[data-now-caption]")].map(one => [one, one.textContent])
  const badges = [...page.querySelectorAll('.badge[aria-label^="Known now"]')]
  const claims = [...page.querySelectorAll("[data-part=history] [data-claim]")]
  const numbers = [...page.querySelectorAll("[data-part=score] [data-outcome] a")]
  const lists = numbers.map(link => [link, link.getAttribute("href")])
  const changes = [...new Set(marked.flatMap(({ dataset }) => [dataset.since, dataset.until ?? []].flat()))].sort()
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
    const outcomes = new Map(claims.map(claim => [claim, outcome(claim)]))
    for (const [link, list] of lists) {
      const { filter, value } = link.closest("tr")?.dataset ?? {}
      const wanted = link.closest("[data-outcome]").dataset.outcome
      const fits = claims.filter(one => outcomes.get(one) === wanted && (!filter || one.dataset[filter] === value))
      link.firstElementChild.textContent = fits.length
      link.classList.toggle("quiet", !fits.length)
      if (list && !on.value) link.href = list
      else link.removeAttribute("href") // the lists are those of today
    }
    return [...outcomes.values()].filter(one => one !== "no-news").length
  }
  const show = () => {
    const day = on.value || NOW
    for (const part of marked) part.hidden = !isKnown(part, day)
    for (const part of fallbacks) part.hidden = !isEmpty(part)
    const words = on.value ? "Known then" : "Known now"
    const date = on.value && new Date(on.value).toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" })
    for (const [caption, now] of captions) {
      if (!on.value) caption.textContent = now
      else caption.textContent = caption.dataset.nowCaption ? `Known by ${date}` : words
    }
    for (const badge of badges) badge.ariaLabel = badge.ariaLabel.replace(/^Known \w+/, words)
    const news = count()
    const reports = page.querySelectorAll(".change:not([hidden])").length
    const early = "Before the article: nothing is claimed." + (reports ? ` Reports by then: ${reports}.` : "")
    const told = claims.length
      ? `${counted(claims.length, "claim")}, ${news} of them with news${on.value && " by then"}`
      : on.value && `Known by ${date}`
    found.value = day < published ? early : told
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

// --- Evidence, moved pages, pages that are not here ------------------------------------------------------------------

// Whoever follows a link to a claim or to an answer came for its evidence: open it.
function showEvidence() {
  const shown = location.hash && document.getElementById(decoded(location.hash.slice(1)))
  const evidence = shown && shown.closest(".row")?.querySelector("details")
  if (!evidence || evidence.open) return
  evidence.open = true
  if (evidence.contains(shown)) shown.scrollIntoView()
}

// The search of Zensical is a window of its own, which no style sheet of the site reaches: what only a search reads is not
// shown there either.
addEventListener("load", () => {
  const search = [...document.body.children].find(element => element.shadowRoot)?.shadowRoot
  if (!search) return
  const unseen = new CSSStyleSheet()
  unseen.replaceSync("sub { display: none }")
  search.adoptedStyleSheets = [...search.adoptedStyleSheets, unseen]
})

addEventListener("hashchange", showEvidence)
document.addEventListener("DOMContentLoaded", () => {
  setUpSwitch()
  setUpCopies()
  if (part("filters")) setUpFilters(part("filters"))
  if (part("known")) setUpDay(part("known"))
  if (part("views")) setUpView(part("views"))
  showEvidence()

  // A page that has moved sends its readers on, to the same claim if they came for one, and never to another site.
  const moved = part("moved")
  if (moved?.origin === location.origin) location.replace(moved.href + location.hash)

  // What was looked for probably stands in the address.
  const lost = part("lost")
  const path = decoded(location.pathname).replace(/\.html$/, "")
  const words = (path.match(/[\p{L}\p{N}]+/gu) ?? []).slice(-4).join(" ")
  if (lost && words) {
    lost.href += `?q=${encodeURIComponent(words)}`
    lost.textContent = `Search for “${words}”`
  }
})
