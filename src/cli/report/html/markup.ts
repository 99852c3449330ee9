// SPDX-License-Identifier: Apache-2.0
import { printable } from '../../terminal/printable.ts';

/** Text that is HTML already; everything else is escaped when it goes into {@link markup}. */
export interface Markup {
  readonly html: string;
}

type Part = Markup | string | number | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Template tag: what is put in is escaped, unless it is {@link Markup}. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: texts.map((text, index) => text + (index < parts.length ? rendered(parts[index]) : '')).join('') };
}

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') {
    return printable(String(part)).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
  }
  return 'html' in part ? part.html : part.map(rendered).join('');
}
