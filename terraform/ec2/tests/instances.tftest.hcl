# Without an account: the provider is mocked, so only this module's own expressions and the provider's schema are looked at.
mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }
  mock_data "aws_subnet" {
    defaults = { availability_zone = "eu-central-1a" }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-central-1" }
  }
}

variables {
  name                     = "inkan"
  role                     = "relay"
  vpc_id                   = "vpc-0123456789abcdef0"
  instance_subnet_ids      = ["subnet-0123456789abcdef0"]
  load_balancer_subnet_ids = ["subnet-0123456789abcdef1"]
  client_cidrs             = ["0.0.0.0/0"]
  artifacts = {
    bucket        = "example-inkan-artifacts"
    image         = { key = "1.0.0/relay.eif", sha256 = "00000000000000000000000000000000000000000000000000000000000000a1" }
    gateway       = { key = "1.0.0/gateway.tar.gz", sha256 = "00000000000000000000000000000000000000000000000000000000000000a2" }
    configuration = { key = "1.0.0/relay.json", sha256 = "00000000000000000000000000000000000000000000000000000000000000a3" }
  }
  pcr0 = "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000a4"
}

run "a_relay_faces_the_internet_and_scales" {
  command = plan
  variables {
    acme     = false
    capacity = { min = 2, max = 4 }
  }
  assert {
    condition     = aws_lb.this.internal == false && aws_lb_listener.this.port == 443 && aws_lb_listener.this.protocol == "TCP"
    error_message = "TLS must pass through: a listener of TCP on 443."
  }
  assert {
    condition     = aws_autoscaling_group.this.min_size == 2 && aws_autoscaling_group.this.max_size == 4 && aws_autoscaling_group.this.instance_refresh[0].preferences[0].min_healthy_percentage == 100
    error_message = "The capacity is not the variable's."
  }
  assert {
    condition     = aws_launch_template.this.metadata_options[0].http_tokens == "required" && aws_launch_template.this.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "IMDSv2 with one hop."
  }
  assert {
    condition     = aws_launch_template.this.enclave_options[0].enabled
    error_message = "No enclaves."
  }
  assert {
    condition     = length(base64gzip(output.cloud_config)) < 16384
    error_message = "EC2 takes 16 KiB of user data."
  }
}

run "a_signer_is_one_and_inside" {
  command = plan
  variables {
    role         = "signer"
    client_cidrs = ["10.20.0.0/16"]
    capacity     = { min = 3, max = 9 }
  }
  assert {
    condition     = aws_lb.this.internal && aws_autoscaling_group.this.max_size == 1 && aws_autoscaling_group.this.instance_refresh[0].preferences[0].min_healthy_percentage == 0
    error_message = "A signer's group has one instance, which goes before the next comes."
  }
}

run "with_acme_one_relay_at_a_time" {
  command = plan
  assert {
    condition     = aws_autoscaling_group.this.max_size == 1 && aws_autoscaling_group.this.instance_refresh[0].preferences[0].min_healthy_percentage == 0
    error_message = "Challenges would reach the wrong enclave."
  }
}

run "several_relays_with_acme_are_refused" {
  command = plan
  variables {
    capacity = { min = 1, max = 2 }
  }
  expect_failures = [var.capacity]
}

run "a_signer_on_the_internet_is_refused" {
  command = plan
  variables {
    role = "signer"
  }
  expect_failures = [var.client_cidrs]
}

run "zero_pcr0_is_refused" {
  command = plan
  variables {
    pcr0 = "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
  }
  expect_failures = [var.pcr0]
}

run "a_burstable_instance_is_refused" {
  command = plan
  variables {
    instance_type = "t3.xlarge"
  }
  expect_failures = [var.instance_type]
}

run "an_odd_core_is_refused" {
  command = plan
  variables {
    enclave_vcpus = 3
  }
  expect_failures = [var.enclave_vcpus]
}

run "memory_in_parts_of_a_page_is_refused" {
  command = plan
  variables {
    enclave_memory_mib = 1536
  }
  expect_failures = [var.enclave_memory_mib]
}

run "a_relay_gets_no_key" {
  command = plan
  variables {
    kms_key_arn = "arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-0000-0000-000000000000"
  }
  expect_failures = [aws_autoscaling_group.this]
}
