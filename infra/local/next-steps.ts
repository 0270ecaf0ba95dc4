import type { StackFacts } from './stack-file.ts';

/** What to do once everything runs. Every command can be pasted. */
export function nextSteps(facts: StackFacts): string {
  const { url, apiKey, consoleUrl, phoneUrl, xmlrpcUrl, xmlrpcUser, xmlrpcPassword, emulatorUrl } = facts;
  return `
textgate is ready. No real SMS leaves this machine. Open this first, and keep it beside you:

  phones    ${phoneUrl}

It links to the console, where you sign in with the key:

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

See its record:

  curl -s -w '\\n' '${url}/v1/messages?reference=first' -H 'Authorization: Bearer ${apiKey}'

Ask the gateway about it, with the id from the answer:

  curl -s -w '\\n' '${url}/v1/messages/ID?refresh=true' -H 'Authorization: Bearer ${apiKey}'

The same on the command line, in this folder:

  npx --no-install textgate list
  npx --no-install textgate --help

Control of the phones:    ${phoneUrl}control/
AWS emulator:             ${emulatorUrl}
The same for scripts:     .local/stack.json

Ctrl-C ends it all.
`;
}
