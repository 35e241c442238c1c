# Nodes for a relay and for a signer in an EKS cluster that stands. The workloads are in ../../../kubernetes.

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
  region = "eu-central-1"
}

module "relay_nodes" {
  source             = "../../eks"
  name               = "inkan"
  role               = "relay"
  cluster_name       = "example"
  subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  security_group_ids = ["sg-0123456789abcdef0"]
  nodes              = { min = 2, desired = 2, max = 4 }
}

module "signer_nodes" {
  source             = "../../eks"
  name               = "inkan"
  role               = "signer"
  cluster_name       = "example"
  subnet_ids         = ["subnet-0123456789abcdef0"]
  security_group_ids = ["sg-0123456789abcdef0"]
  kms_key_arn        = "arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-0000-0000-000000000000"
  window_log         = { bucket = "example-inkan-windows", prefix = "windows/" }
}

output "signer_node_role_arn" {
  value = module.signer_nodes.node_role_arn
}
