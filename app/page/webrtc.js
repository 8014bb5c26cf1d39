/**
 * Takes WebRTC away from the page. Import it first: it does its work when it is read.
 *
 * A peer connection asks any address that it is given, over UDP, and no rule for connections in the
 * content policy binds it; `webrtc 'block'` does only where a browser knows it (Chromium 156 does not).
 * Workers have no peer connections. What this cannot take: an empty frame that script of this page
 * made would have its own; no such script is served here, and what a person writes runs in a worker.
 */

const NAMES = ["RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection"];

for (const name of NAMES) Reflect.deleteProperty(globalThis, name);

export {};
