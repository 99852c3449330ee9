// SPDX-License-Identifier: Apache-2.0
import { type FakeVault, startFakeVault } from '../fake-vault/FakeVault.ts';
import { type ProgramResult, type RunProgramOptions, runProgram } from '../fake-vault/runProgram.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../otlp-receiver/startOtlpReceiver.ts';
import { installSet, nodeBinary } from './installSet.ts';
import type { NodeName, SetName } from './MatrixCase.ts';

/** What all cases share: the far end of the wire, the receiver of telemetry, and the installations. */
export interface Bench {
  readonly fake: FakeVault;
  readonly receiver: OtlpReceiver;
  readonly tarball: string;
  /** Folder of an installation. */
  folder(set: SetName): string;
  /** Runs Node in an installation, with the variables of the fake and of the receiver. */
  run(
    set: SetName,
    node: NodeName,
    options: Pick<RunProgramOptions, 'args' | 'env' | 'timeoutMs' | 'onSpawn'>,
  ): Promise<ProgramResult>;
  reset(): void;
  close(): Promise<void>;
}

/** Name under which every program of the matrix reports. */
export const SERVICE = 'matrix-program';

/** What the receiver needs to be found, and who reports. */
export function environment(receiver: OtlpReceiver): Readonly<Record<string, string>> {
  return {
    ...receiver.env('http/protobuf'),
    OTEL_SERVICE_NAME: SERVICE,
    OTEL_NODE_RESOURCE_DETECTORS: 'env',
  };
}

export async function startBench(tarball: string, { http2 = false } = {}): Promise<Bench> {
  const fake = await startFakeVault({ http2 });
  const receiver = await startOtlpReceiver();
  const folders = new Map<SetName, string>();
  const folder = (set: SetName): string => {
    const known = folders.get(set) ?? installSet(set, tarball);
    folders.set(set, known);
    return known;
  };
  return {
    fake,
    receiver,
    tarball,
    folder,
    run: (set, node, options) =>
      runProgram({
        ...options,
        fake,
        cwd: folder(set),
        node: nodeBinary(node),
        timeoutMs: options.timeoutMs ?? 60_000,
        env: { ...environment(receiver), ...options.env },
      }),
    reset: () => {
      fake.reset();
      receiver.reset();
    },
    close: async () => {
      await receiver.close();
      await fake.close();
    },
  };
}
