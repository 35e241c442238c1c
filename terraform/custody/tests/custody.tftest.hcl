# Without an account: the providers are mocked, so only this module's own expressions and the provider's schema are looked at.
mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

mock_provider "aws" {
  alias = "log"
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name       = "inkan"
  role_arn   = "arn:aws:iam::111111111111:role/inkan-signer-parent"
  key_policy = file("../examples/ec2/key-policy.json")
  log = {
    bucket         = "example-inkan-windows"
    prefix         = "windows/"
    retention_days = 3650
  }
}

run "the_rendered_policy_is_taken_as_it_is" {
  command = plan
  assert {
    condition     = aws_kms_key.sealing.policy == var.key_policy && aws_kms_key.sealing.multi_region == false && aws_kms_key.sealing.bypass_policy_lockout_safety_check == false
    error_message = "The key's policy is the file, and nobody is locked out by accident."
  }
  assert {
    condition     = aws_s3_bucket_object_lock_configuration.log.rule[0].default_retention[0].mode == "COMPLIANCE" && aws_s3_bucket.log.object_lock_enabled
    error_message = "Object Lock in compliance mode."
  }
}

run "if_exists_is_refused" {
  command = plan
  variables {
    key_policy = replace(file("../examples/ec2/key-policy.json"), "\"StringNotEqualsIgnoreCase\"", "\"StringNotEqualsIgnoreCaseIfExists\"")
  }
  expect_failures = [var.key_policy]
}

run "a_pcr_that_is_not_held_is_refused" {
  command = plan
  variables {
    key_policy = replace(file("../examples/ec2/key-policy.json"), "kms:RecipientAttestation:PCR16", "kms:RecipientAttestation:PCR17")
  }
  expect_failures = [var.key_policy]
}

run "another_role_is_refused" {
  command = plan
  variables {
    role_arn = "arn:aws:iam::111111111111:role/somebody-else"
  }
  expect_failures = [aws_kms_key.sealing]
}

run "one_account_for_both_is_refused" {
  command = plan
  override_data {
    target = data.aws_caller_identity.log
    values = { account_id = "111111111111" }
  }
  expect_failures = [aws_s3_bucket.log]
}
