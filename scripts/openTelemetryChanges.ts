// SPDX-License-Identifier: Apache-2.0
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is changed in one of OpenTelemetry's files, in the preload. */
export interface OpenTelemetryChange {
  readonly file: RegExp;
  /** Text, what takes its place, and in how many places it stands; by default, one. */
  readonly edits: readonly (readonly [from: string, to: string, places?: number])[];
}

const ours = (file: string): string => JSON.stringify(resolve('src/agent', file));
/** Not exported by its package. */
const RETRYING_TRANSPORT = fileURLToPath(
  new URL('retrying-transport.mjs', import.meta.resolve('@opentelemetry/otlp-exporter-base')),
);

/** gRPC's exporter loads its parts by a `require` that it makes itself, which esbuild does not see as one. */
const VISIBLE_REQUIRE = ['__require(', 'require('] as const;
const VISIBLE_REQUIRES = [...VISIBLE_REQUIRE, 3] as const;

/** Each request is written into a buffer as large as the one before was for its items, and a tenth more; it grows where it has to. */
function withoutEstimate(kind: 'Trace' | 'Logs', items: string, resource: string): OpenTelemetryChange['edits'] {
  return [
    [
      `const estimator = new ProtobufSizeEstimator();
	for (const [resource, scopeMap] of resourceMap) {
		estimator.writeTag(1, 2);
		serialize${resource}(estimator, resource, scopeMap);
	}
	const writer = new ProtobufWriter(estimator.pos);`,
      `const writer = new ProtobufWriter(1024 + bytesOfItem * ${items}.length);`,
    ],
    [
      'return writer.finish();',
      `if (${items}.length > 0) bytesOfItem = Math.min(65536, Math.ceil(1.1 * writer.pos / ${items}.length));
	return writer.finish();`,
    ],
    [`function serialize${kind}ExportRequest(`, `let bytesOfItem = 2048;\nfunction serialize${kind}ExportRequest(`],
  ];
}

export const openTelemetryChanges: readonly OpenTelemetryChange[] = [
  // With OTEL_LOG_LEVEL it sets a logger of its own, which writes to the console.
  {
    file: /[\\/]sdk-node[\\/]dist[\\/]sdk\.mjs$/,
    edits: [
      ['if (logLevel != null) diag.setLogger(', 'if (false) diag.setLogger('],
      // Which there are by default stands below.
      ['if (getStringFromEnv("OTEL_NODE_RESOURCE_DETECTORS")) this', 'if (true) this'],
    ],
  },
  // Whatever detectors are asked for.
  {
    file: /[\\/]sdk-node[\\/]dist[\\/]utils\.mjs$/,
    edits: [
      [
        'import { envDetector, hostDetector, osDetector, processDetector, serviceInstanceIdDetector } from "@opentelemetry/resources";',
        `import { envDetector, osDetector, serviceInstanceIdDetector } from "@opentelemetry/resources";
import { hostWithKnownId } from ${ours('hostWithKnownId.ts')};
import { processWithoutSecrets } from ${ours('processWithoutSecrets.ts')};`,
      ],
      ['[RESOURCE_DETECTOR_HOST, hostDetector],', '[RESOURCE_DETECTOR_HOST, hostWithKnownId],'],
      ['[RESOURCE_DETECTOR_PROCESS, processDetector],', '[RESOURCE_DETECTOR_PROCESS, processWithoutSecrets],'],
    ],
  },
  // Sockets of exports hold the process no more than their timers do (src/agent/unheldTimers.ts). What drips, or ends in
  // an upgrade, would never settle, and take one of the exporter's places for good.
  {
    file: /otlp-exporter-base[\\/].*[\\/]http-transport-utils\.mjs$/,
    edits: [
      [
        'import { Readable } from "stream";',
        `import { Readable } from "stream";\nimport { unheldSocket } from ${ours('unheldSocket.ts')};`,
      ],
      [
        'req.setTimeout(timeoutMillis, ',
        // Node warns of a longer one with every request.
        `const longest = 2 ** 31 - 1;\n\t\treq.setTimeout(Math.min(timeoutMillis, longest), `,
      ],
      // Each piece of an answer is kept as an object of its own: in single bytes, those that a collector may send took
      // gigabytes. What is needed of it is a sentence.
      [
        'responseSize += chunk.length;',
        `responseSize += chunk.length;
				if (responseSize > 65536 || responseData.length >= 1024) {
					if (res.statusCode <= 299) resolve({ status: "success" });
					else resolve({
						status: isExportHTTPErrorRetryable(res.statusCode) ? "retryable" : "failure",
						error: new OTLPExporterError(res.statusMessage, res.statusCode),
						retryInMillis: parseRetryAfterToMills(res.headers["retry-after"])
					});
					res.destroy();
					return;
				}`,
      ],
      // Which of the answers after which it is tried again.
      [
        'status: "retryable",\n\t\t\t\t\tretryInMillis: ',
        'status: "retryable",\n\t\t\t\t\terror: new OTLPExporterError(res.statusMessage + " (" + res.statusCode + ")", res.statusCode),\n\t\t\t\t\tretryInMillis: ',
      ],
      [
        'compressAndSend(req, compression, data, (error) => {',
        `req.on("socket", unheldSocket);
		let informed = 0;
		req.on("information", () => {
			if (++informed > 32) req.destroy(new Error("Too many informational responses"));
		});
		const deadline = setTimeout(() => req.destroy(new Error("Request timed out")), Math.min(2 * timeoutMillis, longest));
		req.on("close", () => {
			clearTimeout(deadline);
			// After what the answer itself has to say.
			setImmediate(() => resolve({ status: "failure", error: new Error("Connection closed") }));
		});
		compressAndSend(req, compression, data, (error) => {`,
      ],
    ],
  },
  {
    file: /otlp-exporter-base[\\/].*[\\/]http-exporter-transport\.mjs$/,
    edits: [
      [
        'const { request } = await (protocol === "http:" ? import("http") : import("https"));\n\treturn request;',
        'return ownRequest(protocol);',
      ],
      [
        'import { sendWithHttp } from',
        `import { ownRequest } from ${ours('ownRequest.ts')};\nimport { sendWithHttp } from`,
      ],
    ],
  },
  // A flush begins all batches at once; where they are small, their connections would take the program's descriptors. And
  // look-ups of a name that is not answered would take the place of the program's.
  {
    file: /otlp-exporter-base[\\/].*[\\/]otlp-node-http-configuration\.mjs$/,
    edits: [
      [
        'const { ca, cert, key, ...insecureOptions } = options;',
        `const { ca, cert, key, ...insecureOptions } = options;
			insecureOptions.maxSockets ??= 64;
			insecureOptions.lookup ??= lookupOfAgents;`,
      ],
      [
        'import { getHttpConfigurationDefaults',
        `import { lookupOfAgents } from ${ours('sharedLookup.ts')};\nimport { getHttpConfigurationDefaults`,
      ],
      ['return new Agent(options);', 'return new Agent({ maxSockets: 64, lookup: lookupOfAgents, ...options });'],
    ],
  },
  // No advice: the program would be warned of a negative time, and the collector asked again at once.
  {
    file: /otlp-exporter-base[\\/].*[\\/]retrying-transport\.mjs$/,
    edits: [
      ['result.retryInMillis ?? backoff', '(result.retryInMillis > 0 ? result.retryInMillis : backoff)'],
      // The end of a process waits for no collector that is not there.
      [
        'import { diag } from "@opentelemetry/api";',
        `import { diag } from "@opentelemetry/api";\nimport { beforeRetry, isGivenUp } from ${ours('sendLast.ts')};`,
      ],
      ['setTimeout(() => {', 'beforeRetry(() => {'],
      ['Export failed after maximum retry attempts (', 'Export failed; retry attempts at most ('],
      [
        'result.status === "retryable" && attempts > 0',
        'result.status === "retryable" && attempts > 0 && !isGivenUp(result.error)',
      ],
    ],
  },
  // The same of gRPC: neither a call under way nor one that waits for its connection.
  {
    file: /[\\/]grpc-js[\\/]build[\\/]src[\\/]transport\.js$/,
    edits: [
      ['this.session.ref();', ''],
      // One whose other end is gone for good would stay.
      [
        'this.session.close();\n        (0,',
        'this.session.close();\n        setTimeout(() => this.session.destroy(), 20000);\n        (0,',
      ],
      [
        "socket.once('error', errorCallback);",
        `socket.once('error', errorCallback);\nrequire(${ours('unheldSocket.ts')}).unheldSocket(socket);`,
      ],
    ],
  },
  // Node says that an address is no name of a server, and throws where a program wants that of what is deprecated.
  {
    file: /[\\/]grpc-js[\\/]build[\\/]src[\\/]channel-credentials\.js$/,
    edits: [
      [
        'connectionOptions.servername = remoteHost;',
        'if (require("net").isIP(remoteHost) === 0) connectionOptions.servername = remoteHost;',
      ],
    ],
  },
  {
    file: /[\\/]grpc-js[\\/]build[\\/]src[\\/]internal-channel\.js$/,
    edits: [['callRefTimerRef() {', 'callRefTimerRef() {\nreturn;']],
  },
  // What nobody uses any more would connect all the same, and stay.
  {
    file: /[\\/]grpc-js[\\/]build[\\/]src[\\/]subchannel\.js$/,
    edits: [['if (this.continueConnecting) {', 'if (this.continueConnecting && this.refcount > 0) {']],
  },
  // And of its proxies, which also get an agent of their own: the program's would show the sockets.
  {
    file: /[\\/]grpc-js[\\/]build[\\/]src[\\/]http_proxy\.js$/,
    edits: [
      [
        'const request = http.request(options);',
        `const request = http.request({ ...options, agent: false });
request.on('socket', require(${ours('unheldSocket.ts')}).unheldSocket);
// One that never answers, or drips, would leave a socket with every attempt.
const deadline = setTimeout(() => request.destroy(new Error('Request timed out')), 20000);
request.once('close', () => clearTimeout(deadline));`,
      ],
      ['request.removeAllListeners();', 'clearTimeout(deadline);\nrequest.removeAllListeners();', 2],
      [
        'res.statusCode);\n                reject();',
        'res.statusCode);\n                socket.destroy();\n                reject();',
      ],
    ],
  },
  {
    file: /[\\/]grpc-js[\\/]build[\\/]src[\\/]resolver-dns\.js$/,
    edits: [
      [
        'await dns_1.promises.lookup(hostname, { all: true });',
        `await require(${ours('sharedLookup.ts')}).sharedLookup(hostname);`,
      ],
    ],
  },
  // It writes to the console, whatever the log level.
  {
    file: /[\\/]grpc-js[\\/]build[\\/]src[\\/]logging\.js$/,
    edits: [
      ["console.error('E ' + message, ...optionalParams);", `require(${ours('sayOfGrpc.ts')}).sayOfGrpc(message);`],
      ["console.error('I ' + message, ...optionalParams);", ''],
      ["console.error('D ' + message, ...optionalParams);", ''],
    ],
  },
  {
    file: /otlp-grpc-exporter-base[\\/]dist[\\/]otlp-grpc-export-delegate\.mjs$/,
    edits: [
      VISIBLE_REQUIRE,
      // By gRPC nothing is tried again: a collector that is restarted costs what was on its way.
      [
        'import { createOtlpGrpcExporterTransport } from',
        `import { createRetryingTransport } from ${JSON.stringify(RETRYING_TRANSPORT)};
import { createOtlpGrpcExporterTransport } from`,
      ],
      ['createOtlpGrpcExporterTransport({', 'createRetryingTransport({ transport: createOtlpGrpcExporterTransport({'],
      ['grpcPath\n\t}));', 'grpcPath\n\t}) }));'],
    ],
  },
  // As above: each frame of an answer is kept as an object of its own. And where nobody is reached, a new client tries a
  // connection at once: the old one waits for up to two minutes before it tries, or for an answer of who is gone.
  {
    file: /otlp-grpc-exporter-base[\\/]dist[\\/]grpc-exporter-transport\.mjs$/,
    edits: [
      VISIBLE_REQUIRES,
      [
        '"grpc.default_compression_algorithm": ',
        '"grpc.max_receive_message_length": 65536,\n\t\t\t\t\t"grpc.use_local_subchannel_pool": 1,\n\t\t\t\t\t"grpc.default_compression_algorithm": ',
      ],
      ['this._client.export(buffer,', 'const client = this._client;\n\t\t\tclient.export(buffer,'],
      ['if (err.code === GRPC_DEADLINE_EXCEEDED) {', 'if (isOutOfReach(err)) {'],
      ['MAX_DEADLINE_EXCEEDED_COUNT = 5', 'MAX_DEADLINE_EXCEEDED_COUNT = 0'],
      [
        'this._client?.close();\n\t\t\t\t\t\t\tthis._client = void 0;',
        'client.close();\n\t\t\t\t\t\t\tif (this._client === client) this._client = void 0;',
      ],
      [
        'import { VERSION } from "./version.mjs";',
        `import { VERSION } from "./version.mjs";\nimport { grpcFailure, isOutOfReach } from ${ours('grpcFailure.ts')};`,
      ],
      [
        'resolve({\n\t\t\t\t\t\tstatus: "failure",\n\t\t\t\t\t\terror: err\n\t\t\t\t\t});',
        'resolve(grpcFailure(err));',
      ],
    ],
  },
  // A header that cannot be sent is left out, with one message. Certificates may be those of the program's start.
  {
    file: /otlp-exporter-base[\\/].*[\\/]otlp-node-http-env-configuration\.mjs$/,
    edits: [
      [
        'import * as fs from "fs";',
        `import * as fs from "fs";\nimport { fileOfStart } from ${ours('fileOfStart.ts')};
import { sendableHeaders } from ${ours('sendableHeaders.ts')};`,
      ],
      ['fs.readFileSync(path.resolve(process.cwd(), filePath))', 'fileOfStart(filePath)'],
      [
        'return Object.assign({}, parseKeyPairsIntoRecord(nonSignalSpecificRawHeaders), parseKeyPairsIntoRecord(signalSpecificRawHeaders));',
        'return sendableHeaders({ ...nonSignalSpecificHeaders, ...signalSpecificHeaders }, "http");',
      ],
    ],
  },
  {
    file: /otlp-grpc-exporter-base[\\/].*[\\/]otlp-grpc-env-configuration\.mjs$/,
    edits: [
      [
        'import * as fs from "fs";',
        `import * as fs from "fs";\nimport { fileOfStart } from ${ours('fileOfStart.ts')};
import { sendableHeaders } from ${ours('sendableHeaders.ts')};`,
      ],
      ['fs.readFileSync(path.resolve(process.cwd(), filePath))', 'fileOfStart(filePath)'],
      [
        'Object.assign({}, nonSignalSpecificHeaders, signalSpecificHeaders)',
        'sendableHeaders({ ...nonSignalSpecificHeaders, ...signalSpecificHeaders }, "grpc")',
      ],
    ],
  },
  // A set against circles is made for each attribute of each span, a quarter of what is allocated to record a call; only
  // an object can hold a circle.
  {
    file: /[\\/]core[\\/]dist[\\/]common[\\/]attributes\.mjs$/,
    edits: [
      [
        'return isAnyValueInternal(val, /* @__PURE__ */ new WeakSet());',
        'return isAnyValueInternal(val, typeof val === "object" ? /* @__PURE__ */ new WeakSet() : undefined);',
      ],
    ],
  },
  // Each attribute is written letter by letter, and all of a request a second time before, only to know how long it gets.
  {
    file: /otlp-transformer[\\/]dist[\\/]common[\\/]protobuf[\\/]common-serializer\.mjs$/,
    edits: [
      [
        'function writeAttributes(writer, attributes, fieldNumber) {',
        `import { ProtobufWriter } from "./protobuf-writer.mjs";
import { WrittenPairs } from ${ours('WrittenPairs.ts')};
const writtenPairs = new WrittenPairs((key, value) => {
	const writer = new ProtobufWriter(16 + 3 * (key.length + value.length));
	writeKeyValue(writer, key, value);
	return writer.finish().slice();
});
function writeAttributes(writer, attributes, fieldNumber) {`,
      ],
      [
        'writer.writeTag(fieldNumber, 2);\n\t\tconst kvStart = writer.startLengthDelimited();',
        `writer.writeTag(fieldNumber, 2);
		const written = writtenPairs.get(key, value);
		if (written !== undefined) {
			writer.writeBytes(written);
			continue;
		}
		const kvStart = writer.startLengthDelimited();`,
      ],
    ],
  },
  {
    file: /otlp-transformer[\\/]dist[\\/]trace[\\/]protobuf[\\/]trace-serializer\.mjs$/,
    edits: withoutEstimate('Trace', 'spans', 'ResourceSpans'),
  },
  {
    file: /otlp-transformer[\\/]dist[\\/]logs[\\/]protobuf[\\/]logs-serializer\.mjs$/,
    edits: withoutEstimate('Logs', 'logRecords', 'ResourceLogs'),
  },
  // Fails where a program has frozen `Error.prototype`.
  {
    file: /[\\/]jwt-decode[\\/]build[\\/](?:esm|cjs)[\\/]index\.js$/,
    edits: [
      [
        'InvalidTokenError.prototype.name = "InvalidTokenError";',
        'Object.defineProperty(InvalidTokenError.prototype, "name", { value: "InvalidTokenError" });',
      ],
    ],
  },
  // Sorts and writes the attributes of every record of a metric.
  {
    file: /[\\/]sdk-metrics[\\/]dist[\\/]utils\.mjs$/,
    edits: [
      [
        'function hashAttributes(attributes) {',
        `import { rememberedHash } from ${ours('rememberedHash.ts')};
function hashAttributes(attributes) { return rememberedHash(attributes, hashAnew); }
function hashAnew(attributes) {`,
      ],
    ],
  },
  // They are made when a program may have registered providers of its own, which would be asked for what nobody wants.
  {
    file: /[\\/]instrumentation[\\/]dist[\\/]instrumentation\.mjs$/,
    edits: [
      ['import { diag, logs, metrics, trace } from', 'import { createNoopMeter, diag, trace } from'],
      ['metrics.getMeter(instrumentationName, instrumentationVersion)', 'createNoopMeter()'],
      ['this._logger = logs.getLogger(instrumentationName, instrumentationVersion);', ''],
    ],
  },
  // To Node, an error in a listener is one that nobody caught. And a trace that the program continues itself is its own:
  // its header was replaced, or there twice.
  {
    file: /[\\/]instrumentation-http[\\/]dist[\\/]http\.mjs$/,
    edits: [
      [
        'import { errorMonitor } from "events";',
        `import { errorMonitor } from "events";
import { errorName } from ${ours('errorName.ts')};
import { injectMissing } from ${ours('injectMissing.ts')};
import { listenGuarded } from ${ours('listenGuarded.ts')};`,
      ],
      // What a program calls its errors may be anything.
      [
        'metricAttributes[ATTR_ERROR_TYPE] = error.name;',
        'metricAttributes[ATTR_ERROR_TYPE] = errorName(error.name);',
        2,
      ],
      [
        'propagation.inject(requestContext, optionsParsed.headers);',
        'injectMissing((carrier) => propagation.inject(requestContext, carrier), optionsParsed.headers);',
      ],
      // Requests are made in the context of the program, so that what belongs to them needs not be bound back to it by
      // methods of their own, which a program can tell and which take more than the span.
      ['return context.with(requestContext, () => {', 'return ((make) => make())(() => {'],
      ['if (typeof cb === "function") args[args.length - 1] = context.bind(parentContext, cb);', ''],
      ['context.bind(parentContext, request);', ''],
      [
        'captureResponseHeaders((header) => response.headers[header]));\n\t\t\tcontext.bind(context.active(), response);',
        'captureResponseHeaders((header) => response.headers[header]));',
      ],
      // One that has heard the answer, and listens no more, may read it later.
      [
        'request.listenerCount("response") <= 1',
        'request.listenerCount("response") <= 1 && !this.getConfig().isHeard(request)',
      ],
      ['request.prependListener("response", ', 'listenGuarded(request, "prependListener", "response", '],
      // Of calls that come in as well.
      ['request.on(', 'listenGuarded(request, "on", ', 2],
      ['response.on(', 'listenGuarded(response, "on", ', 4],
    ],
  },
  {
    file: /[\\/]instrumentation-http[\\/]dist[\\/]utils\.mjs$/,
    edits: [
      [
        'const setSpanWithError = (span, error) => {',
        `import { errorName } from ${ours('errorName.ts')};\nconst setSpanWithError = (span, error) => {`,
      ],
      ['span.setAttribute(ATTR_ERROR_TYPE, error.name);', 'span.setAttribute(ATTR_ERROR_TYPE, errorName(error.name));'],
    ],
  },
  {
    file: /[\\/]instrumentation-undici[\\/]dist[\\/]undici\.mjs$/,
    edits: [
      [
        'const errorType = error.code || error.name || "Error";',
        'const errorType = errorName(error.code || error.name || "Error");',
      ],
      [
        'import * as diagch from "diagnostics_channel";',
        `import * as diagch from ${ours('undiciChannels.ts')};
import { errorName } from ${ours('errorName.ts')};
import { missingHeaders } from ${ours('missingHeaders.ts')};
import { undiciHeaders } from ${ours('../observe/undiciHeaders.ts')};`,
      ],
      [
        'Object.entries(addedHeaders);',
        'missingHeaders(addedHeaders, (name) => undiciHeaders(request.headers)(name) !== undefined);',
      ],
    ],
  },
];
