// Products of stored matrices with vectors, by the bits of a weight.

import { productOfBytes } from "./bytes";
import { productOfNibbles } from "./nibbles";
import { Matrix, plan } from "./plan";

/**
 * Rows first..last of a matrix [...][columns] times each of the vectors [tokens][columns] i16, whose scales are
 * [tokens][columns / 32] f32, into [tokens][width] f32 at these rows.
 */
export function product(
  matrix: Matrix,
  columns: i32,
  first: i32,
  last: i32,
  vectors: usize,
  vectorScales: usize,
  tokens: i32,
  out: usize,
  width: i32,
): void {
  if (plan.bits == 4) productOfNibbles(matrix, columns, first, last, vectors, vectorScales, tokens, out, width);
  else productOfBytes(matrix, columns, first, last, vectors, vectorScales, tokens, out, width);
}
