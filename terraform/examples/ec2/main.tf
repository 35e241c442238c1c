# A relay and a signer on EC2, with the key in this account and the window log in another. Every value in `locals` is yours to replace.

terraform {
  required_version = ">= 1.9.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
  }
}

provider "aws" {
  region              = local.region
  allowed_account_ids = ["111111111111"]
}

provider "aws" {
  alias               = "log"
  region              = local.region
  allowed_account_ids = ["222222222222"]
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/inkan-log-setup"
  }
}

locals {
  region = "eu-central-1"
  vpc_id = "vpc-0123456789abcdef0"

  private_subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  public_subnet_ids  = ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"]
  validator_cidrs    = ["10.20.0.0/16"]

  artifacts_bucket = "example-inkan-artifacts"
  log_bucket       = "example-inkan-windows"
  # `sha256sum` of what was uploaded, and PCR0 as `inkan pcrs --eif` prints it.
  relay = {
    image         = { key = "1.0.0/relay.eif", sha256 = "0000000000000000000000000000000000000000000000000000000000000001" }
    configuration = { key = "1.0.0/relay.json", sha256 = "0000000000000000000000000000000000000000000000000000000000000002" }
    pcr0          = "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001"
  }
  signer = {
    image         = { key = "1.0.0/signer.eif", sha256 = "0000000000000000000000000000000000000000000000000000000000000003" }
    configuration = { key = "1.0.0/signer.json", sha256 = "0000000000000000000000000000000000000000000000000000000000000004" }
    pcr0          = "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002"
  }
  gateway = { key = "1.0.0/gateway.tar.gz", sha256 = "0000000000000000000000000000000000000000000000000000000000000005" }
}

module "relay" {
  source                   = "../../ec2"
  name                     = "inkan"
  role                     = "relay"
  vpc_id                   = local.vpc_id
  instance_subnet_ids      = local.private_subnet_ids
  load_balancer_subnet_ids = local.public_subnet_ids
  client_cidrs             = ["0.0.0.0/0"]
  artifacts                = { bucket = local.artifacts_bucket, image = local.relay.image, gateway = local.gateway, configuration = local.relay.configuration }
  pcr0                     = local.relay.pcr0
}

module "signer" {
  source                   = "../../ec2"
  name                     = "inkan"
  role                     = "signer"
  vpc_id                   = local.vpc_id
  instance_subnet_ids      = local.private_subnet_ids
  load_balancer_subnet_ids = local.private_subnet_ids
  client_cidrs             = local.validator_cidrs
  artifacts                = { bucket = local.artifacts_bucket, image = local.signer.image, gateway = local.gateway, configuration = local.signer.configuration }
  pcr0                     = local.signer.pcr0
  kms_key_arn              = module.custody.key_arn
  window_log               = { bucket = local.log_bucket, prefix = "windows/" }
}

module "custody" {
  source = "../../custody"
  providers = {
    aws     = aws
    aws.log = aws.log
  }
  name       = "inkan"
  role_arn   = module.signer.role_arn
  key_policy = file("${path.module}/key-policy.json") # from `inkan kms render`
  log = {
    bucket         = local.log_bucket
    prefix         = "windows/"
    retention_days = 3650
  }
}

output "relay" {
  value = module.relay.dns_name
}

output "signer" {
  value = module.signer.dns_name
}

output "key_arn" {
  value = module.custody.key_arn
}
