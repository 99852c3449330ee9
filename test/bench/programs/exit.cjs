// SPDX-License-Identifier: Apache-2.0
'use strict';
// Ends at once, and says how much memory (KB) that took at most, and how much CPU (µs).
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
process.stdout.write(`${maxRSS} ${userCPUTime + systemCPUTime}\n`, () => process.exit(0));
