const connect = require('connect')
const { answer } = require('./clients.cjs')

const app = connect()
app.use((req, res, next) => {
  answer(req.url).then((found) => res.end(JSON.stringify(found)), next)
})
const server = app.listen(0, () => console.log(`listening on ${server.address().port}`))
