export * from '@nestjs/core'
