import { openPage } from "../shared/open-page";
import { SignIn } from "../shared/sign-in";
import { LanguageChoice } from "./language";
import { Portal } from "./portal";

void openPage((configuration) => (
  <LanguageChoice>
    <SignIn configuration={configuration} scope="openid profile email">
      <Portal />
    </SignIn>
  </LanguageChoice>
));
