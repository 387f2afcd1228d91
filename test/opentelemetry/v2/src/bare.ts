import express from 'express'
import { plain } from './clients.ts'
import { serve } from './serve.ts'

serve(express(), { plain })
