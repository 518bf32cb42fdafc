// The runtime inside a function's process: loads the bundle once, then answers invocations one at a time
// over the channel to the host. What the function sees is Lambda's: its environment, handler and context.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const send = process.send.bind(process);
// A bundle that looks for a parent process would find one here and none on AWS.
process.send = undefined;

// The host is gone, however it went: no function outlives it.
process.on('disconnect', () => process.exit(0));

/** An error as Lambda renders it. */
function describeError(error) {
  if (!(error instanceof Error)) {
    return {
      errorType: typeof error,
      errorMessage: typeof error === 'string' ? error : JSON.stringify(error),
      trace: [],
    };
  }
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

/** Ends the process over an error that no invocation will report, once the host has been told. */
function crash(kind, error) {
  send({ type: 'crash', error: { ...describeError(error), errorType: `Runtime.${kind}` } }, () =>
    process.exit(129),
  );
}
process.on('uncaughtException', (error) => crash('UncaughtException', error));
process.on('unhandledRejection', (error) => crash('UnhandledPromiseRejection', error));

async function loadHandler() {
  const [file, name] = process.env._HANDLER.split('.');
  const root = process.env.LAMBDA_TASK_ROOT;
  const path = ['mjs', 'js', 'cjs'].map((ending) => join(root, `${file}.${ending}`)).find(existsSync);
  if (path === undefined) {
    throw Object.assign(new Error(`Cannot find module '${file}' in ${root}`), {
      name: 'Runtime.ImportModuleError',
    });
  }
  const module = await import(pathToFileURL(path).href);
  const handler = module[name] ?? module.default?.[name];
  if (typeof handler !== 'function') {
    throw Object.assign(new Error(`${process.env._HANDLER} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  }
  return handler;
}

function contextOf({ requestId, deadlineMs, functionArn }) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

async function answer(handler, message) {
  const { requestId } = message;
  try {
    const result = await handler(JSON.parse(message.payload), contextOf(message));
    send({ type: 'result', requestId, payload: JSON.stringify(result === undefined ? null : result) });
  } catch (error) {
    send({ type: 'error', requestId, error: describeError(error) });
  }
}

try {
  const handler = await loadHandler();
  process.on('message', (message) => {
    if (message.type === 'invoke') answer(handler, message);
  });
  send({ type: 'ready' });
} catch (error) {
  send({ type: 'init-error', error: describeError(error) }, () => process.exit(1));
}
