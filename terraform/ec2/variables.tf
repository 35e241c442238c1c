variable "name" {
  description = "Prefix of every name that this module gives."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "2 to 20 characters: lower-case letters, digits and hyphens, a letter first (names of load balancers end at 32)."
  }
}

variable "role" {
  description = "Which enclave these instances run. A signer's group has one instance: the window log lets one boot sign at a time."
  type        = string
  validation {
    condition     = contains(["relay", "signer"], var.role)
    error_message = "relay or signer."
  }
}

variable "vpc_id" {
  type = string
  validation {
    condition     = can(regex("^vpc-[0-9a-f]{8,17}$", var.vpc_id))
    error_message = "The id of a VPC, vpc-…"
  }
}

variable "instance_subnet_ids" {
  description = "Private subnets with a way out (NAT, or endpoints for S3, KMS and the upstreams). Instances get no public address."
  type        = list(string)
  validation {
    condition     = length(var.instance_subnet_ids) > 0 && alltrue([for id in var.instance_subnet_ids : can(regex("^subnet-[0-9a-f]{8,17}$", id))])
    error_message = "At least one subnet-…"
  }
}

variable "load_balancer_subnet_ids" {
  description = "Public subnets of a relay's load balancer; private ones of a signer's."
  type        = list(string)
  validation {
    condition     = length(var.load_balancer_subnet_ids) > 0 && alltrue([for id in var.load_balancer_subnet_ids : can(regex("^subnet-[0-9a-f]{8,17}$", id))])
    error_message = "At least one subnet-…"
  }
}

variable "client_cidrs" {
  description = "Who may connect. For a signer: its validators and sequencers, never the internet."
  type        = list(string)
  validation {
    condition     = length(var.client_cidrs) > 0 && alltrue([for cidr in var.client_cidrs : can(cidrhost(cidr, 0))])
    error_message = "At least one block in CIDR form."
  }
  validation {
    condition     = var.role == "relay" || !contains(var.client_cidrs, "0.0.0.0/0") && !contains(var.client_cidrs, "::/0")
    error_message = "A signer's door is not for the whole internet, mutual TLS or not."
  }
}

variable "egress_ports" {
  description = "TCP ports that instances may connect to: those of the configuration's upstreams, KMS and S3."
  type        = set(number)
  default     = [443]
  validation {
    condition     = alltrue([for port in var.egress_ports : port > 0 && port < 65536 && floor(port) == port])
    error_message = "Ports are whole numbers from 1 to 65535."
  }
}

variable "instance_type" {
  description = "x86-64 with Nitro Enclaves: 4 vCPUs or more, not burstable, not bare metal."
  type        = string
  default     = "c7i.xlarge"
  validation {
    condition     = can(regex("^[cmr][5-8](a|i|n|d|ad|dn|id|in|idn|zn)?\\.([0-9]+)?xlarge$", var.instance_type))
    error_message = "A C, M or R instance of x86-64, generation 5 to 8, at least xlarge. Burstable (T), flex and metal types have no enclaves."
  }
}

variable "enclave_vcpus" {
  description = "vCPUs that the allocator takes from the instance. Whole cores, so an even number; the instance keeps at least two."
  type        = number
  default     = 2
  validation {
    condition     = var.enclave_vcpus >= 2 && var.enclave_vcpus <= 64 && var.enclave_vcpus % 2 == 0
    error_message = "An even number from 2 to 64."
  }
}

variable "enclave_memory_mib" {
  description = "Memory that the allocator takes, in whole hugepages of 1 GiB. At least four times the image (nitro-cli's rule)."
  type        = number
  default     = 2048
  validation {
    condition     = var.enclave_memory_mib >= 1024 && var.enclave_memory_mib <= 65536 && var.enclave_memory_mib % 1024 == 0
    error_message = "A multiple of 1024 from 1024 to 65536: with less than whole GiB the allocator mixes page sizes, and fails on a fragmented instance."
  }
}

variable "acme" {
  description = "The relay's configuration has an ACME authority, whose challenge must reach the very enclave that asked: one instance behind the name."
  type        = bool
  default     = true
}

variable "capacity" {
  description = "Instances of a relay's group. A signer's has one, whatever stands here."
  type        = object({ min = number, max = number })
  default     = { min = 1, max = 1 }
  validation {
    condition     = var.role == "signer" || !var.acme || var.capacity.max == 1
    error_message = "With ACME one instance: the load balancer would send challenges to the others. More relays: a name and a module for each, or an authority of your own and acme = false."
  }
  validation {
    condition     = var.capacity.min >= 1 && var.capacity.max >= var.capacity.min && var.capacity.max <= 100
    error_message = "1 <= min <= max <= 100."
  }
}

variable "artifacts" {
  description = "What the instances install, from one bucket, each pinned by the SHA-256 of its bytes."
  type = object({
    bucket        = string
    image         = object({ key = string, sha256 = string })
    gateway       = object({ key = string, sha256 = string })
    configuration = object({ key = string, sha256 = string })
  })
  validation {
    condition     = alltrue([for part in [var.artifacts.image, var.artifacts.gateway, var.artifacts.configuration] : can(regex("^[0-9a-f]{64}$", part.sha256)) && can(regex("^[A-Za-z0-9][A-Za-z0-9/._-]{0,511}$", part.key))])
    error_message = "sha256: 64 lower-case hexadecimal digits. key: letters, digits, / . _ and -."
  }
  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.artifacts.bucket))
    error_message = "The name of a bucket."
  }
}

variable "pcr0" {
  description = "PCR0 of the image, as `inkan pcrs --eif` prints it. The instance compares what it starts; verifiers trust only the document."
  type        = string
  validation {
    condition     = can(regex("^[0-9a-f]{96}$", var.pcr0)) && !can(regex("^0+$", var.pcr0))
    error_message = "96 lower-case hexadecimal digits, not all zero: zero is an enclave in debug mode."
  }
}

variable "kms_key_arn" {
  description = "Key of the custody module, for a signer. Its policy decides; this only lets the instance's role ask."
  type        = string
  default     = null
  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-f-]{36}$", var.kms_key_arn))
    error_message = "The ARN of a key (not of an alias)."
  }
}

variable "window_log" {
  description = "Bucket of the custody module, for a signer whose `windowLog.kind` is `s3`."
  type        = object({ bucket = string, prefix = string })
  default     = null
  validation {
    condition     = var.window_log == null || can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.window_log.bucket)) && can(regex("^[a-z0-9][a-z0-9/-]*/$", var.window_log.prefix))
    error_message = "bucket: a bucket's name, without dots; prefix: lower-case letters, digits, hyphens and slashes, a slash at its end."
  }
}

variable "ssm" {
  description = "Lets operators open a shell through Systems Manager. There is no SSH either way."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Of the load balancer: clients know its name."
  type        = bool
  default     = true
}

variable "tags" {
  type    = map(string)
  default = {}
}
