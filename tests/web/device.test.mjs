// Which device is tried, in which order, and what a person is told about it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { plansFor, reasonFor } from "../../web/engine/device.js";

const GPU = {
  available: true,
  software: false,
  vendor: "apple",
  architecture: "metal-3",
  description: "",
  features: [],
  max_buffer_bytes: 2 ** 30,
  reason: "",
};
const NO_GPU = { ...GPU, available: false, reason: "this browser offers no WebGPU" };
const CPU = { simd: true, threads: true, isolated: true, jspi: true, cores: 8 };
const needs = { allow_software: false, largest_bytes: 1000 };
const faults = (webgpu, processor = "") => ({ webgpu, processor });
const probe = (webgpu, wasm = CPU) => ({ webgpu, wasm, storage: {}, memory_gb: 8 });
const devices = ({ plans }) => plans.map(({ device, threads }) => `${device}/${threads}`);

test("auto tries the graphics device, then the CPU with threads, then without", () => {
  assert.deepEqual(devices(plansFor("auto", probe(GPU), needs)), ["webgpu/1", "wasm/4", "wasm/1"]);
});

test("threads follow the cores and the page's isolation", () => {
  assert.deepEqual(devices(plansFor("wasm", probe(GPU, { ...CPU, cores: 2 }), needs)), [
    "wasm/2",
    "wasm/1",
  ]);
  assert.deepEqual(devices(plansFor("wasm", probe(GPU, { ...CPU, threads: false }), needs)), [
    "wasm/1",
  ]);
  assert.deepEqual(devices(plansFor("wasm", probe(GPU, { ...CPU, cores: 1 }), needs)), ["wasm/1"]);
});

test("our own code for processors comes before ONNX Runtime, where it can compute the model", () => {
  const order = ({ plans }) => plans.map(({ component, threads }) => `${component}/${threads}`);
  assert.deepEqual(order(plansFor("auto", probe(GPU), { ...needs, processor: true })), [
    ...["onnx/1", "processor/4", "processor/1", "onnx/4", "onnx/1"],
  ]);
  assert.deepEqual(order(plansFor("wasm", probe(GPU), { ...needs, processor: false })), [
    ...["onnx/4", "onnx/1"],
  ]);
  const only = { ...needs, processor: true, only: "processor" };
  assert.deepEqual(order(plansFor("wasm", probe(GPU), only)), ["processor/4", "processor/1"]);
  const none = { ...only, processor: false };
  assert.throws(() => plansFor("wasm", probe(GPU), none), { code: "device.none" });
});

test("a card that was lost is tried last, unless it is asked for by name or there is nothing else", () => {
  const gone = { ...GPU, lost: "it stopped" };
  const { plans, refusal } = plansFor("auto", probe(gone), needs);
  assert.deepEqual(devices({ plans }), ["wasm/4", "wasm/1", "webgpu/1"]);
  const said = reasonFor(plans[0], "auto", probe(gone), faults(refusal));
  assert.equal(said, "CPU, 4 threads: it stopped");
  assert.deepEqual(devices(plansFor("webgpu", probe(gone), needs)), ["webgpu/1"]);
  assert.deepEqual(devices(plansFor("wasm", probe(gone), needs)), ["wasm/4", "wasm/1"]);
  const only = plansFor("auto", probe(gone), { ...needs, forms: ["webgpu"] });
  assert.deepEqual([devices(only), only.refusal], [["webgpu/1"], ""]);
  const none = plansFor("auto", probe({ ...gone, available: false, reason: "none" }), needs);
  assert.deepEqual([devices(none), none.refusal], [["wasm/4", "wasm/1"], "none"]);
});

test("a software adapter is refused unless it is allowed", () => {
  const software = { ...GPU, software: true };
  const { plans, refusal } = plansFor("auto", probe(software), needs);
  assert.equal(plans[0].device, "wasm");
  assert.match(refusal, /software/);
  assert.throws(() => plansFor("webgpu", probe(software), needs), { code: "device.software" });
  const allowed = plansFor("webgpu", probe(software), { ...needs, allow_software: true });
  assert.deepEqual(devices(allowed), ["webgpu/1"]);
});

test("an adapter that cannot hold the largest tensor is refused", () => {
  const { plans, refusal } = plansFor("auto", probe(GPU), { ...needs, largest_bytes: 2 ** 31 });
  assert.equal(plans[0].device, "wasm");
  assert.match(refusal, /too little memory/);
});

test("what cannot be had is device.none", () => {
  assert.throws(() => plansFor("webgpu", probe(NO_GPU), needs), {
    code: "device.none",
    message: /no WebGPU/,
  });
  assert.throws(() => plansFor("auto", probe(NO_GPU, { ...CPU, simd: false }), needs), {
    code: "device.none",
  });
});

test("the reason is a sentence with the device and the why", () => {
  const gpu = { device: "webgpu", threads: 1 };
  assert.equal(
    reasonFor(gpu, "auto", probe(GPU), faults("")),
    "WebGPU: apple metal-3, self-test passed",
  );
  assert.equal(
    reasonFor(gpu, "auto", probe({ ...GPU, description: "Apple M2" }), faults("")),
    "WebGPU: Apple M2, self-test passed",
  );
  const cpu = { device: "wasm", threads: 2 };
  assert.equal(
    reasonFor(cpu, "auto", probe(NO_GPU), faults(NO_GPU.reason)),
    "CPU, 2 threads: this browser offers no WebGPU",
  );
  assert.equal(
    reasonFor({ ...cpu, threads: 1 }, "wasm", probe(GPU), faults("")),
    "CPU, 1 thread: as you asked",
  );
  const large = { ...faults(NO_GPU.reason), large: true };
  assert.match(reasonFor(cpu, "auto", probe(NO_GPU), large), /WebGPU. That is slow for a model/);
  const failed = faults("", "The numeric self-test failed.");
  assert.equal(
    reasonFor({ ...cpu, component: "onnx" }, "wasm", probe(GPU), failed),
    "CPU, 2 threads: as you asked. It takes more memory than it might: The numeric self-test failed.",
  );
  assert.equal(
    reasonFor({ ...cpu, threads: 1, component: "processor" }, "wasm", probe(GPU), failed),
    "CPU, 1 thread: as you asked. It is slower than it might be: The numeric self-test failed.",
  );
});

test("a model that only a graphics device can compute says what is in its way", () => {
  const real = { ...needs, forms: ["webgpu"], features: ["shader-f16"] };
  const able = { ...GPU, features: ["shader-f16"] };
  assert.deepEqual(devices(plansFor("auto", probe(able), real)), ["webgpu/1"]);
  const none = { code: "device.none" };
  assert.throws(() => plansFor("auto", probe(GPU), real), { ...none, message: /no shader-f16/ });
  assert.throws(() => plansFor("webgpu", probe(GPU), real), { ...none, message: /no shader-f16/ });
  assert.throws(() => plansFor("auto", probe(NO_GPU), real), {
    ...none,
    message: /offers no WebGPU/,
  });
  assert.throws(() => plansFor("wasm", probe(able), real), { ...none, message: /not asked for/ });
});
