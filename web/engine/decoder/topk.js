/**
 * @file Reads a row of logits: the k highest, and the logarithm of the sum of their exponentials.
 *
 * Knows nothing of tokens or models. A full sort of 262,144 numbers takes longer than the model's own
 * step on a small device; one pass with a heap of k does not.
 */

/**
 * The indices and values of the `k` highest numbers, highest first; of equals the lower index first.
 * NaN is never among them, so fewer than `k` come back when too few are numbers.
 * @param {Float32Array} row @param {number} k
 * @returns {{ids: number[], values: number[]}}
 */
export function topK(row, k) {
  const size = Math.min(k, row.length);
  /** @type {number[]} a heap of indices, the worst at its root */
  const heap = [];
  if (size <= 0) return { ids: [], values: [] };
  let index = 0;
  for (; index < row.length && heap.length < size; index += 1) {
    if (!Number.isNaN(row[index])) push(heap, index, row);
  }
  let threshold = row[heap[0]];
  for (; index < row.length; index += 1) {
    // Strictly higher: of equals the one met first, with the lower index, stays.
    if (row[index] > threshold) {
      heap[0] = index;
      sink(heap, 0, row);
      threshold = row[heap[0]];
    }
  }
  const ids = heap.sort((a, b) => row[b] - row[a] || a - b);
  return { ids, values: ids.map((id) => row[id]) };
}

/**
 * log(sum(exp(x))) over the row, in float64 and without overflow.
 * @param {Float32Array} row @returns {number}
 */
export function logSumExp(row) {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < row.length; i += 1) if (row[i] > max) max = row[i];
  if (max === Number.NEGATIVE_INFINITY) return max;
  let sum = 0;
  for (let i = 0; i < row.length; i += 1) sum += Math.exp(row[i] - max);
  return max + Math.log(sum);
}

/** Whether `a` ranks below `b`. @param {number} a @param {number} b @param {Float32Array} row */
function worse(a, b, row) {
  return row[a] < row[b] || (row[a] === row[b] && a > b);
}

/** @param {number[]} heap @param {number} index @param {Float32Array} row */
function push(heap, index, row) {
  let child = heap.push(index) - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!worse(heap[child], heap[parent], row)) return;
    [heap[child], heap[parent]] = [heap[parent], heap[child]];
    child = parent;
  }
}

/** @param {number[]} heap @param {number} parent @param {Float32Array} row */
function sink(heap, parent, row) {
  let at = parent;
  let child = worseChild(heap, at, row);
  while (child < heap.length && worse(heap[child], heap[at], row)) {
    [heap[at], heap[child]] = [heap[child], heap[at]];
    at = child;
    child = worseChild(heap, at, row);
  }
}

/** @param {number[]} heap @param {number} parent @param {Float32Array} row */
function worseChild(heap, parent, row) {
  const left = 2 * parent + 1;
  const right = left + 1;
  return right < heap.length && worse(heap[right], heap[left], row) ? right : left;
}
