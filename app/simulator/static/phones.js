// The page of phones, kept alive: new texts arrive without a reload, Enter sends, a picture can be seen before it goes.
// Without this script every phone still works by plain form posts.

const ASK_EVERY_MS = 700;
const NARROW = matchMedia("(max-width: 43.75rem)");
const REMEMBERED = "puente-phones-shown";

const page = document.body.dataset;
const strip = document.querySelector(".strip");
let version = Number(page.version);
let asking = false;

const phones = () => [...document.querySelectorAll(".phone")];
const picks = () => [...document.querySelectorAll(".pick")];

// -- which phones are seen ---------------------------------------------------------------------

let shown = rememberedPhones();
let front = shown[0];

function rememberedPhones() {
  const known = phones().map((phone) => phone.id);
  const asked = new URLSearchParams(location.search).get("show");
  if (asked) {
    const endings = asked.split(",");
    return known.filter((id) => endings.some((ending) => id.endsWith(ending)));
  }
  const anchored = known.filter((id) => `#${id}` === location.hash);
  let kept = [];
  try {
    kept = JSON.parse(localStorage.getItem(REMEMBERED) || "[]").filter((id) => known.includes(id));
  } catch {
    kept = [];
  }
  if (kept.length) return [...new Set([...anchored, ...kept])];
  const first = phones()[0];
  const room = first ? Math.max(1, Math.floor((innerWidth - 20) / (first.offsetWidth + 14))) : 1;
  return [...new Set([...anchored, ...known.slice(0, room)])];
}

function arrange() {
  if (!strip) return;
  strip.hidden = false;
  for (const phone of phones()) {
    phone.hidden = NARROW.matches ? phone.id !== front : !shown.includes(phone.id);
  }
  for (const pick of picks()) {
    const phone = document.getElementById(pick.dataset.phone);
    pick.setAttribute("aria-pressed", String(!phone.hidden));
    if (!phone.hidden) pick.querySelector(".unread").hidden = true;
  }
}

function choose(id) {
  if (NARROW.matches) {
    front = id;
    if (!shown.includes(id)) shown.push(id);
  } else if (!shown.includes(id)) {
    shown.push(id);
    front = id;
  } else if (shown.length > 1) {
    shown = shown.filter((other) => other !== id);
  }
  localStorage.setItem(REMEMBERED, JSON.stringify(shown));
  arrange();
  const phone = document.getElementById(id);
  if (!phone.hidden) phone.scrollIntoView({ block: "nearest", inline: "center" });
}

strip?.addEventListener("click", (event) => {
  const pick = event.target.closest(".pick");
  if (pick) choose(pick.dataset.phone);
});
NARROW.addEventListener("change", arrange);

// -- what is new -------------------------------------------------------------------------------

async function ask() {
  if (asking || document.hidden) return;
  asking = true;
  try {
    const answer = await fetch(`/phones/updates?after=${version}&lang=${page.lang}`, { cache: "no-store" });
    if (answer.status === 200) {
      const told = await answer.json();
      if (told.reload) return location.reload();
      version = told.version;
      for (const item of told.items) await place(item);
    }
  } catch {
    // The simulator is starting again: the next round asks once more.
  } finally {
    asking = false;
  }
}

async function place(item) {
  const phone = document.getElementById(item.phone);
  if (!phone) return;
  const talk = phone.querySelector(`.talk[data-line="${CSS.escape(item.line)}"]`);
  if (!talk) return renew(phone);
  const drawn = document.createElement("template");
  drawn.innerHTML = item.html.trim();
  const bubble = drawn.content.firstElementChild;
  const known = document.getElementById(bubble.id);
  if (known) return known.replaceWith(bubble);
  const list = talk.querySelector("ol");
  if (list.lastElementChild?.dataset.day !== item.day) {
    const day = document.createElement("li");
    day.className = "day";
    day.dataset.day = item.day;
    day.textContent = item.day_label;
    list.append(day);
  }
  bubble.classList.add("is-new");
  list.append(bubble);
  talk.querySelector(".empty").hidden = true;
  if (!item.mine) announce(phone, talk);
  talk.scrollTop = 0;
}

// A line that this phone has not heard from before: draw the phone afresh, keeping what is being typed.
async function renew(phone) {
  const answer = await fetch(`/phones/one/${encodeURIComponent(phone.dataset.number)}?lang=${page.lang}`);
  if (!answer.ok) return;
  const drawn = document.createElement("template");
  drawn.innerHTML = (await answer.text()).trim();
  const fresh = drawn.content.firstElementChild;
  fresh.querySelector("textarea").value = phone.querySelector("textarea").value;
  fresh.hidden = phone.hidden;
  phone.replaceWith(fresh);
  tellTime();
}

function announce(phone, talk) {
  const radio = phone.querySelector(`input[name="to"][value="${CSS.escape(talk.dataset.line)}"]`);
  const isBusy = phone.contains(document.activeElement) || phone.querySelector("textarea").value;
  if (!radio.checked && !isBusy) radio.checked = true;
  if (!radio.checked) radio.closest(".contact").querySelector(".unread").hidden = false;
  if (phone.hidden) document.querySelector(`.pick[data-phone="${phone.id}"] .unread`).hidden = false;
}

// -- writing -----------------------------------------------------------------------------------

document.addEventListener("submit", async (event) => {
  const form = event.target.closest(".handset");
  if (!form) return;
  event.preventDefault();
  const problem = form.querySelector(".problem");
  problem.hidden = true;
  form.querySelector(".pictures").open = false;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form, event.submitter),
      headers: { Accept: "application/json" },
    });
    const told = answer.status === 202 ? {} : await answer.json();
    if (told.problem) return complain(problem, told.problem);
    clear(form);
  } catch {
    complain(problem, page.notSent);
  }
  await ask();
});

function complain(problem, sentence) {
  problem.textContent = sentence;
  problem.hidden = false;
}

function clear(form) {
  const body = form.querySelector("textarea");
  body.value = "";
  dropPicture(form);
  body.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches(".composer textarea")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll(".pictures[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".pictures[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const drop = event.target.closest(".drop-picture");
  if (drop) {
    dropPicture(drop.form);
    drop.form.querySelector("textarea").focus();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.name === "to") event.target.closest(".contact").querySelector(".unread").hidden = true;
  if (event.target.name === "picture") showPicture(event.target.form, event.target.files[0]);
});

function showPicture(form, file) {
  if (!file) return dropPicture(form);
  const picture = form.querySelector(".chosen img");
  picture.src = URL.createObjectURL(file);
  picture.hidden = false;
  form.querySelector(".chosen-name").textContent = file.name;
  form.querySelector(".chosen").hidden = false;
  form.querySelector(".pictures").open = false;
  form.querySelector("textarea").focus();
}

function dropPicture(form) {
  const picture = form.querySelector(".chosen img");
  if (picture.src) URL.revokeObjectURL(picture.src);
  picture.removeAttribute("src");
  picture.hidden = true;
  form.querySelector(".chosen").hidden = true;
  form.querySelector('input[name="picture"]').value = "";
}

// -- the clock ---------------------------------------------------------------------------------

function tellTime() {
  const time = new Intl.DateTimeFormat(page.locale, { hour: "numeric", minute: "2-digit", timeZone: page.zone });
  const now = time.format(new Date());
  for (const clock of document.querySelectorAll(".clock")) clock.textContent = now;
}

arrange();
tellTime();
setInterval(ask, ASK_EVERY_MS);
setInterval(tellTime, 10_000);
document.addEventListener("visibilitychange", ask);
