// SPDX-License-Identifier: Apache-2.0
import { startAgent } from './agent/startAgent.ts';

startAgent();
