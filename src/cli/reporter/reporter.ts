// SPDX-License-Identifier: Apache-2.0
import { startReporter } from './startReporter.ts';

startReporter();
