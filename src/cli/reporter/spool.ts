// SPDX-License-Identifier: Apache-2.0
import { OTHER_VARIABLES } from '../../configOptions.ts';
import type { ReportedCall } from '../report/ReportedCall.ts';

/** Names the directory in which the observed processes leave what they saw. Set by `keyvault-otel run` alone. */
export const SPOOL_VARIABLE = OTHER_VARIABLES.spool;

/** A segment is closed when it has grown to this many bytes, and then read and deleted as a whole. */
export const SEGMENT_BYTES = 512 * 1024;

/** Segments of one thread that may wait to be read; what comes beyond is counted and dropped. */
export const MAX_SEGMENTS = 64;

/** One line of a segment. */
export type SpoolLine =
  | { readonly type: 'call'; readonly call: ReportedCall }
  /** Calls that found no room. */
  | { readonly type: 'dropped'; readonly count: number }
  /** A process that cannot be observed. */
  | { readonly type: 'unsupported'; readonly version: string };

/** Name of a segment: process, thread, number in order. */
export function segmentName(pid: number, threadId: number, index: number): string {
  return `${pid}-${threadId}-${String(index).padStart(8, '0')}.jsonl`;
}

/** Name of the empty file by which a thread tells that it could not write. */
export function lossName(pid: number, threadId: number): string {
  return `${pid}-${threadId}.lost`;
}

/** Whether a file is such a mark. */
export function isLossName(name: string): boolean {
  return /^\d{1,10}-\d{1,10}\.lost$/.test(name);
}

/** Thread and number of a segment; `undefined` for any other file. */
export function parseSegmentName(name: string): { readonly thread: string; readonly index: number } | undefined {
  const found = /^(\d{1,10}-\d{1,10})-(\d{8})\.jsonl$/.exec(name);
  return found === null ? undefined : { thread: found[1] ?? '', index: Number(found[2]) };
}
