terraform {
  required_version = ">= 1.9.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
      # aws: the account that runs the signer, with the key. aws.log: another account, with the window log.
      configuration_aliases = [aws, aws.log]
    }
  }
}
