const { parentPort } = require('node:worker_threads')
const { capture, definePolicy, forward, run } = require('@waybill/core')

const policy = definePolicy()

// Answers with the headers that a call from here would carry: within the request of the message, if that names one.
parentPort.on('message', ({ headers }) => {
  const answer = () => parentPort.postMessage({ ...forward('http://reviews:9080/') })
  if (headers) run(capture(policy, headers), answer)
  else answer()
})
