/** What `--help` prints. */
export const USAGE = `Usage: waybill-doctor check URL --via NAME[=TEMPLATE] [options] [-- COMMAND ...]

Tests a service in any language from outside: sends it requests with marked headers, alone and
overlapping, and sees at an echo, which stands in for its upstream, what became of each header.

With a COMMAND, starts it with the variables set, waits until URL answers, and stops it in the end.
Without, prints the variables to set, and waits until a service that has them answers and calls.

  --via NAME              the environment variable that names the upstream's URL; repeatable
  --via NAME=TEMPLATE     the same in another shape, with {url}, {host} and {port}, such as
                          --via 'HOST={host}' --via 'PORT={port}' or --via 'API={url}/v1'
  --echo-port PORT        where the echo listens (with a command: any free port; without: 19080)
  --echo-host NAME        how the service finds the echo: host.docker.internal ... (127.0.0.1)

What is sent
  --header NAME[=VALUE]   one more header to test, {mark} in it differs by request; repeatable
  --preset NAME           what to test in place of Istio's headers: b3, w3c, datadog ...; repeatable
  --send NAME=VALUE       a header that is sent and not tested, such as a cookie; repeatable
  --method METHOD         GET, or POST where there is a body
  --body TEXT             {mark} in it, and in URL, differs by request
  --requests NUMBER       how many in all, a fifth of them alone, 20 at most (100)
  --concurrency NUMBER    how many overlap (20)

What the echo answers
  --answer-status STATUS  (200)
  --answer-body TEXT      ({})
  --answer-file FILE

  --timeout MILLISECONDS  longest wait for a response (10000)
  --wait MILLISECONDS     longest wait for the service to come up (60000)
  --name NAME             what to call the service in the verdict (its URL)
  --fail-on FAULTS        of lost, changed, doubled and mixed, those that count (all)
  --json                  print the report as JSON

Exit codes: 0 sound, 1 a header was lost, changed, doubled or mixed up, 2 wrong use,
3 the service could not be reached, or made no call, 130 interrupted.
`
