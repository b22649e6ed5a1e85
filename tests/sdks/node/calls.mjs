// What every script here shares: each call of an SDK is one line of JSON on standard output.

export const URL_ = process.env.MOCK_URL; // "http://127.0.0.1:40121"

// Report whether `run`, one ordinary call and what it must return, works.
export async function call(name, run) {
  try {
    await run();
  } catch (reason) {
    report(name, `${reason?.constructor?.name}: ${reason?.message ?? reason}`.slice(0, 500));
    return;
  }
  report(name, null);
}

// Report whether `run` throws the SDK's own exception, and whether its message has these texts.
export async function refused(name, kind, texts, run) {
  try {
    await run();
  } catch (reason) {
    const shown = `${reason?.message} ${JSON.stringify(reason)}`;
    const missing = texts.filter((text) => !shown.includes(text));
    const isRight = typeof kind === "function" ? reason instanceof kind : reason?.name === kind;
    if (!isRight) report(name, `${reason?.constructor?.name} instead of ${kind.name ?? kind}: ${reason?.message}`.slice(0, 500));
    else report(name, missing.length ? `the message lacks ${missing}: ${shown}`.slice(0, 500) : null);
    return;
  }
  report(name, `nothing was thrown instead of ${kind.name ?? kind}`);
}

export function check(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`);
}

function report(name, failure) {
  console.log(JSON.stringify({ call: name, failure }));
}
