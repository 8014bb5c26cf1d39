// Put into every page before its own scripts: what its workers say of their own life.
// The spy listens beside the page and changes nothing.
globalThis.lifeNotes = [];
globalThis.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    this.addEventListener("message", ({ data }) => {
      if (data?.kind === "note" && data.topic?.startsWith("worker.")) {
        globalThis.lifeNotes.push({ topic: data.topic, ...data.data });
      }
    });
  }
};
