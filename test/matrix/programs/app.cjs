// SPDX-License-Identifier: Apache-2.0
// A program that knows nothing of OpenTelemetry.
void require('./work.cjs').work();
