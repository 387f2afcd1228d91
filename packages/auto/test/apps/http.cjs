const http = require('node:http')
const { answer } = require('./clients.cjs')

const server = http.createServer().on('request', (req, res) => {
  answer(req.url).then((found) => res.end(JSON.stringify(found)))
})
server.listen(0, () => console.log(`listening on ${server.address().port}`))
