import { request } from 'node:http'
import axios from 'axios'
import { Agent, request as undiciRequest } from 'undici'

const dispatcher = new Agent({ connections: 2 })

export const clients = {
  axios: async (url) => (await axios.get(url)).data,
  fetch: async (url) => (await fetch(url)).json(),
  http: (url) =>
    new Promise((resolve, reject) => {
      const call = request(url, async (response) => {
        let text = ''
        for await (const chunk of response) text += chunk
        resolve(JSON.parse(text))
      })
      call.on('error', reject).end()
    }),
  undici: async (url) => (await undiciRequest(url, { dispatcher })).body.json(),
}

export const answer = (path) => clients[path.slice(1)](process.env.UPSTREAM)
