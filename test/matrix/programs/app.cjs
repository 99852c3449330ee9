// SPDX-License-Identifier: Apache-2.0
// A program that knows nothing of OpenTelemetry; LINGER is how long it lives after its work, in ms.
void require('./work.cjs')
  .work()
  .then(() => setTimeout(() => {}, Number(process.env.LINGER ?? 0)));
