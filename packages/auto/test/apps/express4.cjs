const express = require('express4')
const { answer } = require('./clients.cjs')

const app = express()
app.get('/:client', (req, res, next) => {
  answer(req.path).then((found) => res.json(found), next)
})
const server = app.listen(0, () => console.log(`listening on ${server.address().port}`))
