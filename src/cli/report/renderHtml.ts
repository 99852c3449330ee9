// SPDX-License-Identifier: Apache-2.0
import type { Report } from './Report.ts';

export function renderHtml(report: Report): string {
  return JSON.stringify(report);
}
