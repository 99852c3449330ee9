// SPDX-License-Identifier: Apache-2.0
// `sendOnce.mjs transport url count`: sends calls and ends.
import { sendAll } from './sendAll.mjs';

const [transport, url, count] = process.argv.slice(2);
await sendAll(transport, url, Number(count));
process.exit(0);
