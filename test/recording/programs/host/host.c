// A program that is not Go's, and loads a library that is.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef LINKED
extern int Allocate(int);
extern void Counts(void);
#endif

int main(int argc, char **argv) {
#ifndef LINKED
	void *library = dlopen(argv[1], RTLD_NOW);
	if (library == NULL) {
		fprintf(stderr, "%s\n", dlerror());
		return 1;
	}
	int (*Allocate)(int) = (int (*)(int))dlsym(library, "Allocate");
	void (*Counts)(void) = (void (*)(void))dlsym(library, "Counts");
#endif
	for (int i = 0; i < 100; i++) Allocate(i);
	Counts();
	return 5;
}
