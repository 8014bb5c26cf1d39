// How work is divided: the first thread deals each phase's slabs, and takes part; others help where they are free.
//
// Nobody waits for a thread that holds no slab, so one that its core has left for a while, or that died, holds up
// nothing: on a machine with other work to do that is the usual case. Who waits spins first, for that costs a fifth
// of a microsecond where a sleep costs ten or more; but on a core that another thread needs, spinning holds up the
// very thread that is waited for. So how long a thread spins is learned: doubled when it was worth it, halved when
// it was not, and tried anew now and then. In the build without threads the first one does all.

import { plan } from "./plan";

// A cache line each.
const TICKET: usize = 2048; // serial, slabs and the next slab: see `announce`
const FINISHED: usize = 2112; // slabs of the phase that are done
const SLEEPERS: usize = 2176; // helpers that sleep
const WAITING: usize = 2240; // whether the first thread does
const PHASE: usize = 2304; // kind and layer of the phase

const SLAB_BITS: i32 = 10;
const SLAB_MASK: i32 = 1023;
/** So that every thread may once ask too often. */
export const MOST_SLABS: i32 = 960;

const MOST_SPINS: i32 = 16384; // some 40 microseconds
const LEAST_SPINS: i32 = 16;
const TRY_EVERY: i32 = 64; // waits
const PATIENCE_NS: i64 = 500_000_000;
const PATIENCE_TIMES: i32 = 6; // a thread that is so late is dead; a lid that is closed costs one time

// Each thread's own: a module's variables are not in the shared memory.
let spins: i32 = MOST_SPINS;
let waits: i32 = 0;

/** Kind of the phase that is dealt; stays while a slab of it is not finished. */
export function phaseKind(): i32 {
  return load<i32>(PHASE);
}

export function phaseLayer(): i32 {
  return load<i32>(PHASE, 4);
}

/** Begins a phase of `count` slabs, at most MOST_SLABS. One word says all, so nobody takes a slab of another phase. */
export function announce(kind: i32, layer: i32, count: i32): void {
  store<i32>(PHASE, kind);
  store<i32>(PHASE, layer, 4);
  if (ASC_FEATURE_THREADS) {
    atomic.store<i32>(FINISHED, 0);
    const serial = (atomic.load<i32>(TICKET) >>> (2 * SLAB_BITS)) + 1;
    atomic.store<i32>(TICKET, (((serial << SLAB_BITS) | count) << SLAB_BITS));
    if (atomic.load<i32>(SLEEPERS) > 0) atomic.notify(TICKET, i32.MAX_VALUE);
  }
}

/** The next slab of the phase, or -1 where none is left. */
export function take(): i32 {
  if (ASC_FEATURE_THREADS) {
    if (isDealt(atomic.load<i32>(TICKET))) return -1;
    const ticket = atomic.add<i32>(TICKET, 1);
    return isDealt(ticket) ? -1 : ticket & SLAB_MASK;
  }
  return -1;
}

/** For a helper: the next slab of this phase or of a later one. Sleeps while there is none. */
export function awaitSlab(): i32 {
  let slab = take();
  while (slab < 0) {
    if (ASC_FEATURE_THREADS) {
      const ticket = atomic.load<i32>(TICKET);
      if (isDealt(ticket) && !spun(TICKET, ticket)) {
        atomic.add<i32>(SLEEPERS, 1);
        atomic.wait<i32>(TICKET, ticket, -1);
        atomic.sub<i32>(SLEEPERS, 1);
      }
    }
    slab = take();
  }
  return slab;
}

/** A slab that was taken is done. */
export function finish(): void {
  if (ASC_FEATURE_THREADS) {
    atomic.add<i32>(FINISHED, 1);
    if (atomic.load<i32>(WAITING) != 0) atomic.notify(FINISHED, 1);
  }
}

/** For the first thread: true when all slabs are done, false when one never is. */
export function awaitFinished(count: i32): bool {
  if (ASC_FEATURE_THREADS) {
    let times = PATIENCE_TIMES;
    for (;;) {
      const finished = atomic.load<i32>(FINISHED);
      if (finished == count) return true;
      if (spun(FINISHED, finished)) continue;
      atomic.store<i32>(WAITING, 1);
      const woken = atomic.wait<i32>(FINISHED, finished, PATIENCE_NS);
      atomic.store<i32>(WAITING, 0);
      if (woken == TIMED_OUT && --times == 0) return false;
    }
  }
  return true;
}

const TIMED_OUT: i32 = 2;

/** Whether all slabs of a ticket's phase are taken. */
function isDealt(ticket: i32): bool {
  return (ticket & SLAB_MASK) >= ((ticket >>> SLAB_BITS) & SLAB_MASK);
}

/** Whether the word changed while this thread spun. */
function spun(word: usize, old: i32): bool {
  const limit = ++waits % TRY_EVERY == 0 ? MOST_SPINS : spins;
  for (let i = limit; i > 0; i--) {
    if (atomic.load<i32>(word) != old) {
      spins = min(MOST_SPINS, max(limit, spins << 1));
      return true;
    }
  }
  spins = max(LEAST_SPINS, spins >> 1);
  return false;
}
