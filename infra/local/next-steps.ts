import type { StackFacts } from './stack-file.ts';

/** What to do once everything runs; every command can be pasted as it is. */
export function nextSteps(facts: StackFacts): string {
  const { url, apiKey, consoleUrl, phoneUrl, xmlrpcUrl, xmlrpcUser, xmlrpcPassword, emulatorUrl } = facts;
  return `
textgate is ready. No real SMS leaves this machine. Open this first, and keep it beside you:

  phones    ${phoneUrl}

It leads to the console, where one signs in with the key:

  console   ${consoleUrl}
  key       ${apiKey}

For programs:

  API       ${url}
  docs      ${url}/docs
  OpenAPI   ${url}/openapi.json  (events: ${url}/events.json)
  XML-RPC   ${xmlrpcUrl}  (user ${xmlrpcUser}, password ${xmlrpcPassword})

Send an SMS:

  curl -s -w '\\n' ${url}/v1/messages \\
    -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' \\
    -d '{"to": "+41791234567", "text": "Hello from textgate", "reference": "first"}'

See what is recorded of it:

  curl -s -w '\\n' '${url}/v1/messages?reference=first' -H 'Authorization: Bearer ${apiKey}'

Ask the gateway what became of it, with the id that the answer gave:

  curl -s -w '\\n' '${url}/v1/messages/ID?refresh=true' -H 'Authorization: Bearer ${apiKey}'

The same on the command line, in this folder, and what else it does:

  npx --no-install textgate list
  npx --no-install textgate --help

Control of the phones:    ${phoneUrl}control/
AWS emulator:             ${emulatorUrl}
These facts for scripts:  .local/stack.json

Ctrl-C ends it all.
`;
}
