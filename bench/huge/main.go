// A program of some 100 MB from code that people wrote: clients of Kubernetes and of much of AWS, with all their methods.
package main

import (
	"os"
	"reflect"

	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/ec2"
	"github.com/aws/aws-sdk-go/service/glue"
	"github.com/aws/aws-sdk-go/service/iam"
	"github.com/aws/aws-sdk-go/service/iot"
	"github.com/aws/aws-sdk-go/service/quicksight"
	"github.com/aws/aws-sdk-go/service/rds"
	"github.com/aws/aws-sdk-go/service/s3"
	"github.com/aws/aws-sdk-go/service/sagemaker"
	"github.com/aws/aws-sdk-go/service/ssm"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

func main() {
	s, _ := session.NewSession()
	k, _ := kubernetes.NewForConfig(&rest.Config{})
	for _, x := range []any{ec2.New(s), glue.New(s), iam.New(s), iot.New(s), quicksight.New(s), rds.New(s), s3.New(s), sagemaker.New(s), ssm.New(s), k} {
		// A method by a name that is not known keeps all methods of all types that can be reached.
		reflect.ValueOf(x).MethodByName(os.Args[1]).Call(nil)
	}
}
