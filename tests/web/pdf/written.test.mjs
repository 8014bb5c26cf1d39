/** @file What is written on the pages of a PDF, in the form in which pdf.js tells of it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { written } from "../../../app/page/pdf/written.js";

const said = (str, x, y) => ({ str, transform: [12, 0, 0, 12, x, y], width: 6 * str.length });
const widget = (rect, rest) => ({ subtype: "Widget", annotationFlags: 4, rect, ...rest });

test("a filled field stands with the words beside it", () => {
  const items = [said("Name of the tenant:", 50, 700), said("Deposit in euros", 50, 655)];
  const fields = [
    widget([50, 630, 250, 650], { fieldValue: "900", fieldName: "f2" }),
    widget([180, 695, 400, 715], { fieldValue: "Ana Ruiz", fieldName: "f1" }),
    widget([180, 595, 400, 615], { fieldValue: "", fieldName: "empty" }),
    widget([180, 495, 400, 515], { fieldValue: "May", alternativeText: "Month" }),
  ];
  assert.deepEqual(written(fields, items), [
    "Name of the tenant: Ana Ruiz",
    "Deposit in euros: 900",
    "Month: May",
  ]);
});

test("boxes say whether they are ticked, lists what was chosen", () => {
  const items = [said("Furnished", 75, 700), said("Pets", 75, 670)];
  const options = [
    { exportValue: "1", displayValue: "One year" },
    { exportValue: "2", displayValue: "Two years" },
  ];
  const fields = [
    widget([55, 697, 70, 712], { checkBox: true, exportValue: "Yes", fieldValue: "Yes" }),
    widget([55, 667, 70, 682], { radioButton: true, buttonValue: "a", fieldValue: "b" }),
    widget([55, 567, 70, 582], { fieldValue: ["2"], options }),
  ];
  assert.deepEqual(written(fields, items), ["\u2612 Furnished", "\u2610 Pets", "Two years"]);
});

test("typed notes and comments are told, once, and nothing that is hidden", () => {
  const rect = [0, 0, 10, 10];
  const notes = [
    { subtype: "FreeText", rect, annotationFlags: 4, contentsObj: { str: "Paid in May" } },
    {
      subtype: "Highlight",
      rect,
      annotationFlags: 4,
      contentsObj: { str: "Too dear?" },
      titleObj: { str: "Bo" },
    },
    { subtype: "Popup", rect, annotationFlags: 4, contentsObj: { str: "Too dear?" } },
    { subtype: "Link", rect, annotationFlags: 4, contentsObj: { str: "" } },
    { subtype: "Text", rect, annotationFlags: 2, contentsObj: { str: "hidden" } },
    widget(rect, { fieldValue: "secret", password: true }),
  ];
  assert.deepEqual(written(notes, []), ["Paid in May", "Bo: Too dear?"]);
});
