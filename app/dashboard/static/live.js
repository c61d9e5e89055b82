// Keeps an open inbox fresh: asks every moment and a half whether something changed, and puts in only what did.
"use strict";

(() => {
  const EVERY_MS = 1500;
  const SLOWEST_MS = 15000;
  let wait = EVERY_MS;
  let isAsking = false;

  const ask = async () => {
    const live = document.getElementById("live");
    if (!live || isAsking || document.hidden || "still" in live.dataset) return;
    isAsking = true;
    try {
      const url = new URL(live.dataset.url, location.href);
      url.searchParams.set("version", live.dataset.version);
      const answer = await fetch(url, { redirect: "manual" });
      if (answer.status === 401) location.reload(); // signed out: the page leads to signing in, the draft is kept
      if (answer.status === 200 && document.getElementById("live") === live) take(await answer.text(), live);
      wait = answer.ok ? EVERY_MS : Math.min(wait * 2, SLOWEST_MS);
    } catch {
      wait = Math.min(wait * 2, SLOWEST_MS); // no network for now
    } finally {
      isAsking = false;
    }
  };

  const take = (html, live) => {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const scroller = document.getElementById("scroller");
    const wasAtEnd = scroller && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    let isWhole = true;
    for (const now of fresh.content.querySelectorAll("[data-live]")) {
      const shown = document.getElementById(now.id);
      if (!shown) continue;
      if (now.dataset.live === "keyed") keyed(shown, now);
      else if (now.dataset.print !== shown.dataset.print) isWhole = replace(shown, now) && isWhole;
    }
    if (wasAtEnd) scroller.scrollTop = scroller.scrollHeight;
    const next = fresh.content.getElementById("live");
    if (isWhole) live.dataset.version = next.dataset.version;
    if (isWhole && "still" in next.dataset) live.dataset.still = ""; // nothing of it will change any more
  };

  // A menu that is open, or words that are being typed, are not taken out of somebody's hands.
  const replace = (shown, now) => {
    if (shown.querySelector("details.menu[open], details.hold[open]")) return false;
    const typed = [...shown.querySelectorAll("textarea, input[name^=put_], input[name^=for_]")].map((field) => [field.name, field.value]);
    const focused = shown.contains(document.activeElement) ? document.activeElement.id : "";
    shown.replaceWith(now);
    htmx.process(now);
    for (const [name, words] of typed) {
      const field = now.querySelector(`[name="${name}"]`);
      if (field && words) field.value = words;
    }
    if (now.id === "composer") Puente.beginComposer();
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    return true;
  };

  const keyed = (shown, now) => {
    const isStream = shown.id === "stream";
    const wanted = [...now.children];
    const ids = new Set(wanted.map((item) => item.id));
    const first = shown.querySelector(`#${CSS.escape(wanted[0]?.id ?? "none")}`);
    for (const item of [...shown.children]) {
      // Earlier texts that somebody has opened above stay.
      const isEarlier = isStream && first && item.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (!ids.has(item.id) && !isEarlier) item.remove();
    }
    let place = first ?? (isStream ? null : shown.firstElementChild);
    let unread = "";
    for (const item of wanted) {
      const old = document.getElementById(item.id);
      const isInUse = old?.querySelector("form.doubt"); // somebody is saying what is wrong with it
      if (old && (isInUse || old.dataset.print === item.dataset.print)) {
        if (old !== place) shown.insertBefore(old, place);
        place = old.nextElementSibling;
        continue;
      }
      if (old?.querySelector("details.original[open]")) item.querySelector("details.original")?.setAttribute("open", "");
      const after = old === place ? old?.nextElementSibling : place;
      const focused = old?.contains(document.activeElement) ? document.activeElement.id : "";
      old?.remove();
      shown.insertBefore(item, after);
      htmx.process(item);
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
      if (!old) item.classList.add("arrives");
      if (!old && isStream && item.matches(".bubble") && item.dataset.author) unread = item.dataset.author;
      place = after;
    }
    if (isStream) newest(shown, now, unread);
  };

  const newest = (shown, now, unread) => {
    shown.dataset.newest = now.dataset.newest;
    const seen = document.getElementById("seen");
    if (unread) {
      const announcer = document.getElementById("announcer");
      announcer.textContent = announcer.dataset.new.replace("{name}", unread);
    }
    if (!seen || (unread && Puente.mustReadFirst())) return;
    if (!document.getElementById("send").classList.contains("reads")) seen.value = now.dataset.newest;
  };

  const tick = () => ask().finally(() => setTimeout(tick, wait));
  document.addEventListener("DOMContentLoaded", () => setTimeout(tick, EVERY_MS));
  document.addEventListener("visibilitychange", () => !document.hidden && ask());
})();
