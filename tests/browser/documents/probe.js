/** The page's side of the protocol of files, without a mind: `told` is what a mind would hear. */

import { chosenFiles } from "./app/page/folders.js";
import { FileHands } from "./app/page/handing.js";
import { watchDrops } from "./app/page/intake.js";
import { LIMITS, PdfReader } from "./app/page/pdf.js";

const vendor = new URL("vendor/pdf/", location.href).href;

globalThis.told = [];
const hands = new FileHands((name, { bytes, ...data }) => {
  const content = bytes && btoa(Array.from(bytes, (it) => String.fromCharCode(it)).join(""));
  globalThis.told.push({ name, ...data, ...(bytes && { content }) });
}, vendor);
const announce = (field, found) => {
  const { event, files: _, ...data } = field.dataset;
  hands.announce(event, data, found);
};

for (const field of document.querySelectorAll("input")) {
  field.addEventListener("change", () => {
    announce(field, chosenFiles(field));
    field.value = "";
  });
}
watchDrops(() => {}, announce);

globalThis.read = (asked) => hands.read({ most_bytes: 1_000_000_000, ...asked });
globalThis.forget = (which) => hands.forget(which);
globalThis.announceAgain = () => hands.announceAgain();

/** Reads a PDF (base 64) within limits of the test's own: its pages, or the reason why not. */
globalThis.within = async ([content, limits]) => {
  const bytes = Uint8Array.from(atob(content), (it) => it.charCodeAt(0));
  const reader = new PdfReader(vendor, { ...LIMITS, ...limits });
  return reader
    .read(bytes, undefined, () => {})
    .then(
      ({ pages }) => pages,
      ({ reason }) => reason,
    );
};
globalThis.limits = LIMITS;
globalThis.ready = true;
