// Calls, kept alive: a phone begins to ring without a reload, and keys are pressed without leaving the page.
// Without this script a call is seen on reload and answered by plain form posts.

const LOOK_EVERY_MS = 500;

let seen = Number(document.body.dataset.calls);
let looking = false;

async function look() {
  if (looking || document.hidden) return;
  looking = true;
  try {
    const answer = await fetch(`/phones/calls?after=${seen}&lang=${document.body.dataset.lang}`, { cache: "no-store" });
    if (answer.status === 200) {
      const told = await answer.json();
      seen = told.version;
      for (const [id, html] of Object.entries(told.phones)) draw(id, html);
    }
  } catch {
    // The simulator is starting again: the next round asks once more.
  } finally {
    looking = false;
  }
}

function draw(id, html) {
  const place = document.getElementById(`${id}-call`);
  if (!place || place.dataset.html === html) return;
  const known = place.querySelector(".call");
  const drawn = document.createElement("template");
  drawn.innerHTML = html.trim();
  const call = drawn.content.firstElementChild;
  if (known && call && known.className === call.className && talksOn(known, call)) {
    place.dataset.html = html;
    return;
  }
  const focus = place.contains(document.activeElement);
  place.replaceChildren(...(call ? [call] : []));
  place.dataset.html = html;
  ringOnStrip(id, Boolean(call));
  // Whoever had just picked up by keyboard goes on where the keys are.
  if (focus && call) call.querySelector(".key, button").focus();
  else if (focus) document.getElementById(id).querySelector("textarea").focus();
}

// The same call goes on: only what is new is added, so that a screen reader reads each sentence once.
function talksOn(known, call) {
  const heard = known.querySelector(".heard");
  if (!heard) return true;
  const sentences = [...call.querySelectorAll(".heard p")];
  if (sentences.length < heard.children.length) return false;
  heard.append(...sentences.slice(heard.children.length));
  heard.scrollTop = heard.scrollHeight;
  return true;
}

function ringOnStrip(id, rings) {
  const phone = document.getElementById(id);
  const pick = document.querySelector(`.pick[data-phone="${id}"]`);
  if (rings && phone.hidden && pick) pick.querySelector(".unread").hidden = false;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest(".call");
  if (!form) return;
  event.preventDefault();
  try {
    await fetch(form.action, {
      method: "POST",
      body: new FormData(form, event.submitter),
      headers: { Accept: "application/json" },
    });
  } catch {
    // Looking again shows how the call stands.
  }
  await look();
});

for (const place of document.querySelectorAll(".call-place")) place.dataset.html = place.innerHTML.trim();
setInterval(look, LOOK_EVERY_MS);
document.addEventListener("visibilitychange", look);
