# Without an account: the provider is mocked, so only this module's own expressions and the provider's schema are looked at.
mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  name               = "inkan"
  role               = "signer"
  cluster_name       = "example"
  subnet_ids         = ["subnet-0123456789abcdef0"]
  security_group_ids = ["sg-0123456789abcdef0"]
}

run "a_signers_nodes" {
  command = plan
  assert {
    condition     = aws_eks_node_group.this.scaling_config[0].desired_size == 1 && aws_eks_node_group.this.ami_type == "AL2023_x86_64_STANDARD"
    error_message = "One node of Amazon Linux 2023."
  }
  assert {
    condition     = aws_launch_template.node.metadata_options[0].http_put_response_hop_limit == 1 && aws_launch_template.node.enclave_options[0].enabled
    error_message = "IMDSv2 with one hop, and enclaves."
  }
  assert {
    condition     = strcontains(output.user_data, "kind: NodeConfig") && strcontains(output.user_data, "memory_mib")
    error_message = "User data without NodeConfig or allocator."
  }
}

run "a_relay_gets_no_key" {
  command = plan
  variables {
    role        = "relay"
    kms_key_arn = "arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-0000-0000-000000000000"
  }
  expect_failures = [aws_iam_role_policy.signer]
}
