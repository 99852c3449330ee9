// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { markup } from '../../../../src/cli/report/html/markup.ts';

describe('markup', () => {
  it('escapes what is put in, and leaves markup as it is', () => {
    const inner = markup`<b>${'<i> & "x"'}</b>`;
    expect(markup`<p>${inner}${[1, undefined, "'"]}</p>`.html).toBe(
      '<p><b>&lt;i&gt; &amp; &quot;x&quot;</b>1&#39;</p>',
    );
  });

  it('takes out the signs that a terminal would obey when the page is printed there', () => {
    expect(markup`<p>${'a\u001b[31mb\u202ec'}</p>`.html).toBe('<p>a [31mb c</p>');
  });
});
