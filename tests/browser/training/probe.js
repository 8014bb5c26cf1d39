/** Boots the site's workers with the probe in the mind's place; `ask` calls it. See probe/__init__.py. */

import { supervise } from "./web/page/supervisor.js";
import { Op, Topic } from "./web/wire/wire.gen.js";

/** @type {any} */
let mind = null;

globalThis.keeper = supervise({
  mind: { entry: "probe", baseUrl: new URL("./", location.href).href, boot: "ordinary" },
  onMind: (peer) => {
    mind = peer;
    for (const topic of [Topic.READY, Topic.LOST])
      peer.onNote(topic, (data) => {
        globalThis.ready = data;
      });
  },
});

/** @param {object} data */
globalThis.ask = (data) => mind.call(Op.APP_EVENT, { data });
