// SPDX-License-Identifier: Apache-2.0

import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALL, REQUIRE, usePreload } from './preloaded.ts';

const { receiver, run } = usePreload();
const SECRET = '/SecretArgument77';

const resource = () => receiver().spans()[0]?.resource ?? {};

describe('what telemetry tells of the process', () => {
  it.each([undefined, 'all', 'process', 'env, host,os,process'])(
    'names no argument, owner or title of it, whatever detectors are asked for: %s',
    async (detectors) => {
      const source = `process.title = 'worker --password=${SECRET}'; ${CALL}`;
      const env = detectors === undefined ? {} : { OTEL_NODE_RESOURCE_DETECTORS: detectors };
      const args = [...REQUIRE, '--input-type=module', '--eval', source, SECRET];
      expect(await run({ args, env })).toMatchObject({ code: 0, stderr: '' });
      expect(resource()).toMatchObject({
        'process.pid': expect.anything(),
        'process.executable.name': basename(process.execPath),
      });
      expect(JSON.stringify(Object.entries(resource()), (_, value) => String(value))).not.toContain(SECRET);
      expect(resource()).not.toHaveProperty(['process.owner']);
    },
  );
});
