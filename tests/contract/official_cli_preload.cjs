// Loaded before the official client (node --require): what it asks of Buffer goes to the sandbox, and nothing else goes
// anywhere.
"use strict";

const OFFICIAL = "https://api.buffer.com";
const sandbox = process.env.SANDBOX_ORIGIN;
const fetchForReal = globalThis.fetch;

globalThis.fetch = async (address, options) => {
  const { origin, pathname, search } = new URL(address);
  if (origin !== OFFICIAL) {
    throw new TypeError(`fetch failed: ${origin} is not to be reached from here`);
  }
  return fetchForReal(sandbox + pathname + search, { ...options, redirect: "error" });
};
